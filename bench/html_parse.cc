// html_parse [--rounds N]: real pages through plain Gumbo, through our scan and tree, and through all of Extract, in
// one run on one thread; and whether what is elided before the tree is built changes what is found.
#include <gumbo.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iomanip>
#include <iostream>

#include "bench/extract_accuracy.h"
#include "core/file.h"
#include "core/inflate.h"
#include "core/text/charset.h"
#include "crawler/extract_wire.h"
#include "crawler/html.h"
#include "crawler/html_scan.h"

namespace markwarden {
namespace {

struct Page {
  std::string file, bytes, text;
};

std::vector<Page> ReadPages(const std::string& folder) {
  std::vector<Page> pages;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (name.find(".html") == std::string::npos) continue;
    Result<std::string> bytes = ReadFile(entry.path().string());
    if (!bytes) continue;
    Page page{.file = name, .bytes = std::move(*bytes), .text = ""};
    const Result<Inflated> plain = Inflate(LooksGzip(page.bytes) ? "gzip" : "", page.bytes);
    if (!plain) continue;
    page.text = DecodePage(plain->bytes).text;
    pages.push_back(std::move(page));
  }
  std::sort(pages.begin(), pages.end(), [](const Page& a, const Page& b) { return a.file < b.file; });
  return pages;
}

double Cpu() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// The least of `rounds` runs, in seconds of this thread's processor time: other work on the machine only adds.
template <typename Run>
double Least(int rounds, Run run) {
  double least = 0;
  for (int i = 0; i < rounds; ++i) {
    const double begin = Cpu();
    run();
    const double seconds = Cpu() - begin;
    if (i == 0 || seconds < least) least = seconds;
  }
  return least;
}

// What officers would see of an extraction.
std::string Found(const Extraction& extraction) {
  Json object = ToJson(extraction);
  return DumpJson({object["kind"], object["listings"], object["next"]});
}

int Main(int rounds) {
  const std::string eval = EvalFolder(MARKWARDEN_SOURCE_DIR);
  if (eval.empty()) {
    std::cerr << "no evaluation pages: set MARKWARDEN_EVAL to their folder\n";
    return 3;
  }
  std::cout << std::fixed << "| pages | n | MB | plain Gumbo, MB/s | scan + tree, MB/s | ratio | scan alone, MB/s | to Gumbo | Extract, pages/s | nothing elided, pages/s | over the wire, ms/page | other listings when nothing is elided |\n"
            << "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  double all_plain = 0, all_ours = 0;
  for (const char* set : {"pages_zyte_bench", "pages_cn_shops", "pages_misc_shops", "pages_listing_autopager"}) {
    const std::vector<Page> pages = ReadPages(eval + "/" + set);
    double bytes = 0, kept = 0;
    for (const Page& page : pages) bytes += static_cast<double>(page.text.size());
    const double plain = Least(rounds, [&] {
      for (const Page& page : pages) {
        GumboOutput* output = gumbo_parse_with_options(&kGumboDefaultOptions, page.text.data(), page.text.size());
        gumbo_destroy_output(&kGumboDefaultOptions, output);
      }
    });
    size_t nodes = 0, over = 0;
    const double ours = Least(rounds, [&] {
      kept = 0;
      over = 0;
      for (const Page& page : pages) {
        const HtmlScan scan = ScanHtml(page.text);
        kept += static_cast<double>(scan.dom_html.size());
        const Result<HtmlDocument> document = HtmlDocument::Parse(scan.dom_html, scan.texts);
        if (document) nodes += static_cast<size_t>(document->size());
        if (!document || !scan.over.empty()) ++over;
      }
    });
    const double scan_alone = Least(rounds, [&] {
      for (const Page& page : pages) nodes += ScanHtml(page.text).texts.size();
    });
    std::vector<Extraction> found;
    const double extract = Least(rounds, [&] {
      found.clear();
      for (const Page& page : pages) found.push_back(Extract(page.bytes, "", {.url = "https://shop.test/"}));
    });
    const double unelided = Least(rounds, [&] {
      for (const Page& page : pages) nodes += Extract(page.bytes, "", {.url = "https://shop.test/", .whole_tree = true}).listings.size();
    });
    const double wire = Least(rounds * 5, [&] {
      for (const Extraction& extraction : found) {
        if (!ExtractionFromWire(ToWire(extraction))) std::abort();
      }
    });
    size_t differ = 0;
    for (size_t i = 0; i < pages.size(); ++i) {
      const Extraction whole = Extract(pages[i].bytes, "", {.url = "https://shop.test/", .whole_tree = true});
      if (Found(whole) == Found(found[i])) continue;
      ++differ;
      if (std::getenv("MARKWARDEN_SHOW") != nullptr) std::cerr << pages[i].file << "\n  whole  " << Found(whole).substr(0, 3000) << "\n  elided " << Found(found[i]).substr(0, 3000) << "\n";
    }
    const auto n = static_cast<double>(pages.size());
    std::cout << "| " << set << " | " << pages.size() << std::setprecision(1) << " | " << bytes / 1e6 << " | " << bytes / 1e6 / plain << " | " << bytes / 1e6 / ours << std::setprecision(2) << " | "
              << plain / ours << std::setprecision(0) << " | " << bytes / 1e6 / scan_alone << " | " << 100 * kept / bytes << " % | " << n / extract << " | " << n / unelided << std::setprecision(4) << " | " << 1000 * wire / n << " | " << differ << " |\n";
    if (over > 0) std::cout << over << " pages past a cap\n";
    all_plain += plain;
    all_ours += ours;
    if (nodes == 0) return 1;
  }
  std::cout << std::setprecision(2) << "\nAll: plain " << all_plain << " s, ours " << all_ours << " s, ratio " << all_plain / all_ours << "\n";
  return 0;
}

}  // namespace
}  // namespace markwarden

int main(int argc, char** argv) {
  return markwarden::Main(argc > 2 && std::strcmp(argv[1], "--rounds") == 0 ? std::max(1, std::atoi(argv[2])) : 3);
}
