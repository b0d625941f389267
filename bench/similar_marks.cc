// How many of the marks that an office refused, and of single substitutions, the search for similar marks finds among
// 100,000 names, and how long a question takes.
//   similar_marks [--names N] [--seed S] [--misses]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "core/data_dir.h"
#include "core/file.h"
#include "core/text/views.h"
#include "matcher/similar.h"

namespace markwarden {
namespace {

std::vector<std::vector<std::string>> ReadTable(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  Result<std::string> text = ReadFile(path);
  if (!text) {
    std::fprintf(stderr, "%s\n", text.error().message.c_str());
    std::exit(3);
  }
  std::istringstream in(*text);
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> cells(1);
    for (const char c : line) {
      if (c == '\t') cells.emplace_back();
      else if (c != '\r') cells.back() += c;
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

std::u32string HanOf(const std::string& text) {
  std::u32string han;
  const Views views = MakeViews(text);
  for (const Unit& unit : views.units) {
    if (unit.script != Script::kHan) return {};
    han += unit.key;
  }
  return han;
}
std::string Utf8(const std::u32string& text) {
  std::string out;
  for (const char32_t c : text) out += ToUtf8(c);
  return out;
}

// Lines "sign others": which other signs are confused with each.
std::map<char32_t, std::u32string> Confusions(const std::string& path) {
  std::map<char32_t, std::u32string> out;
  Result<std::string> text = ReadFile(path);
  if (!text) return out;
  std::istringstream in(*text);
  for (std::string line; std::getline(in, line);) {
    const size_t blank = line.find(' ');
    if (blank == std::string::npos) continue;
    const std::u32string sign = HanOf(line.substr(0, blank)), others = HanOf(line.substr(blank + 1));
    if (sign.size() == 1) out[sign[0]] += others;
  }
  return out;
}

struct Question {
  std::string asked, wanted, group;
};

struct Count {
  int asked = 0, at1 = 0, at5 = 0, at10 = 0;
};

int Main(int argc, char** argv) {
  size_t wanted_names = 100'000;
  unsigned seed = 1;
  bool misses = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--names") == 0 && i + 1 < argc) wanted_names = std::strtoul(argv[++i], nullptr, 10);
    else if (std::strcmp(argv[i], "--seed") == 0 && i + 1 < argc) seed = static_cast<unsigned>(std::strtoul(argv[++i], nullptr, 10));
    else if (std::strcmp(argv[i], "--misses") == 0) misses = true;
  }
  const char* named = std::getenv("MARKWARDEN_EVAL");
  const std::string eval = named != nullptr && *named != '\0' ? named : MARKWARDEN_SOURCE_DIR "/../shared/eval";
  if (!std::filesystem::is_directory(eval)) {
    std::fprintf(stderr, "no evaluation data: set MARKWARDEN_EVAL\n");
    return 3;
  }
  std::mt19937 random(seed);
  std::vector<std::string> names;
  std::set<std::string> seen;
  const auto add = [&](const std::string& name) {
    const std::string key = KeyText(name);
    if (!key.empty() && seen.insert(key).second) names.push_back(name);
  };
  std::vector<Question> questions;
  for (const auto& row : ReadTable(eval + "/names_similar/br_inpi_refused_pairs.tsv")) {
    if (row.size() < 2 || row[0] == "mark") continue;
    questions.push_back({row[0], row[1], "refused pairs"});
    add(row[1]);
  }
  for (const auto& row : ReadTable(eval + "/names_similar/br_inpi_pairs_labelled.tsv")) {
    if (row.size() < 5 || row[0] == "mark1_no") continue;
    if (row[4] == "1") questions.push_back({row[1], row[3], "labelled similar"});
    add(row[3]);
  }
  std::vector<std::u32string> han;
  for (const auto& row : ReadTable(eval + "/names_brands/cn_company_short_names.txt")) {
    add(row[0]);
    if (const std::u32string keys = HanOf(row[0]); keys.size() >= 2) han.push_back(keys);
  }
  std::vector<std::string> words;
  for (const auto& row : ReadTable(eval + "/names_brands/nsi_brands.tsv")) {
    for (size_t column = 1; column < std::min<size_t>(row.size(), 10); ++column) {
      if (column == 3 || row[column].empty()) continue;
      add(row[column]);
      std::istringstream in(row[column]);
      for (std::string word; in >> word;) words.push_back(word);
    }
  }
  const size_t real = names.size();
  // The rest is made of the real ones' halves and words.
  while (names.size() < wanted_names) {
    const auto any = [&](size_t count) { return std::uniform_int_distribution<size_t>(0, count - 1)(random); };
    if (any(2) == 0) {
      const std::u32string &a = han[any(han.size())], &b = han[any(han.size())];
      add(Utf8(a.substr(0, (a.size() + 1) / 2) + b.substr(b.size() / 2)));
    } else {
      std::string name = words[any(words.size())];
      if (any(3) != 0) name += " " + words[any(words.size())];
      add(name);
    }
  }
  const auto looks = Confusions(eval + "/names_similar/形近字语料库.txt"), sounds = Confusions(eval + "/names_similar/音近字语料库.txt");
  for (const auto& [group, table] : {std::pair{"look-alike", &looks}, std::pair{"sound-alike", &sounds}}) {
    for (int i = 0; i < 1'000;) {
      std::u32string name = han[std::uniform_int_distribution<size_t>(0, han.size() - 1)(random)];
      const std::string whole = Utf8(name);
      const size_t place = std::uniform_int_distribution<size_t>(0, name.size() - 1)(random);
      const auto found = table->find(name[place]);
      if (found == table->end() || found->second.empty()) continue;
      name[place] = found->second[std::uniform_int_distribution<size_t>(0, found->second.size() - 1)(random)];
      if (Utf8(name) == whole || seen.contains(Utf8(name))) continue;
      questions.push_back({Utf8(name), whole, std::string(group) + (name.size() == 2 ? ", 2 signs" : name.size() == 3 ? ", 3 signs" : ", 4 and more")});
      ++i;
    }
  }
  Result<std::shared_ptr<const SimilarTables>> tables = LoadSimilarTables(DataDir());
  if (!tables) {
    std::fprintf(stderr, "%s\n", tables.error().message.c_str());
    return 3;
  }
  std::vector<SimilarName> all;
  for (uint32_t n = 0; n < names.size(); ++n) all.push_back({n, names[n], false});
  const auto seconds_since = [](auto begin) { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
  const auto begin = std::chrono::steady_clock::now();
  const SimilarIndex index(std::move(all), *tables);
  std::printf("%zu names (%zu of them real), built in %.1f s\n", names.size(), real, seconds_since(begin));
  std::map<std::string, Count> counts;
  std::vector<double> times;
  for (const Question& question : questions) {
    const auto start = std::chrono::steady_clock::now();
    const std::vector<SimilarHit> hits = index.Find(question.asked, 10, 0.2);
    times.push_back(seconds_since(start));
    const std::string wanted = KeyText(question.wanted);
    size_t place = hits.size();
    for (size_t i = 0; i < hits.size(); ++i) {
      if (KeyText(index.names()[hits[i].name].text) == wanted) place = std::min(place, i);
    }
    for (const std::string& group : {question.group, question.group.substr(0, question.group.find(','))}) {
      Count& count = counts[group];
      ++count.asked;
      count.at1 += place < std::min<size_t>(1, hits.size());
      count.at5 += place < std::min<size_t>(5, hits.size());
      count.at10 += place < hits.size();
      if (group == question.group.substr(0, question.group.find(','))) break;
    }
    if (misses && place == hits.size()) {
      std::printf("  %s: %s -> %s; got", question.group.c_str(), question.asked.c_str(), question.wanted.c_str());
      for (size_t i = 0; i < std::min<size_t>(hits.size(), 5); ++i) std::printf(" [%s %.2f]", index.names()[hits[i].name].text.c_str(), hits[i].near.score);
      std::printf("\n");
    }
  }
  std::printf("%-28s %6s %8s %8s %8s\n", "", "asked", "first", "in 5", "in 10");
  for (const auto& [group, count] : counts) {
    std::printf("%-28s %6d %8.3f %8.3f %8.3f\n", group.c_str(), count.asked, 1.0 * count.at1 / count.asked, 1.0 * count.at5 / count.asked, 1.0 * count.at10 / count.asked);
  }
  std::sort(times.begin(), times.end());
  std::printf("a question: median %.2f ms, p95 %.2f ms\n", times[times.size() / 2] * 1e3, times[times.size() * 95 / 100] * 1e3);
  return 0;
}

}  // namespace
}  // namespace markwarden

int main(int argc, char** argv) { return markwarden::Main(argc, argv); }
