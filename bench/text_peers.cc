// RE2::Set, FilteredRE2, Hyperscan, ripgrep, a plain Aho-Corasick over folded text and over ICU's skeletons, and ours.
#include "bench/text_peers.h"

#include <poll.h>
#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <re2/set.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>
#include <unicode/uversion.h>
#include <unistd.h>

#if MARKWARDEN_HYPERSCAN
#include <hs.h>
#endif

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "bench/text_cases.h"
#include "matcher/matcher.h"
#include "matcher/name_index.h"

namespace markwarden::bench {
namespace {

void Once(std::vector<uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}
PeerAnswer Literal(std::vector<uint32_t> names) {
  Once(names);
  return {names, names};
}

std::string Folded(const std::string& text) {
  std::string out;
  icu::UnicodeString::fromUTF8(text).foldCase().toUTF8String(out);
  return out;
}

// Byte by byte, every state a row of 256: the textbook's, as fast as its memory.
class AhoCorasick {
 public:
  void Add(const std::string& word, uint32_t number) {
    uint32_t node = 0;
    for (const char c : word) {
      const auto byte = static_cast<uint8_t>(c);
      if (next_[node][byte] == 0) {
        next_[node][byte] = static_cast<uint32_t>(next_.size());
        next_.emplace_back();
        ends_.emplace_back();
      }
      node = next_[node][byte];
    }
    ends_[node].push_back(number);
  }
  void Build() {
    std::vector<uint32_t> back(next_.size(), 0);
    also_.assign(next_.size(), 0);
    std::deque<uint32_t> open;
    for (const uint32_t child : next_[0]) {
      if (child != 0) open.push_back(child);
    }
    while (!open.empty()) {
      const uint32_t node = open.front();
      open.pop_front();
      also_[node] = ends_[back[node]].empty() ? also_[back[node]] : back[node];
      for (size_t byte = 0; byte < 256; ++byte) {
        const uint32_t child = next_[node][byte], over = next_[back[node]][byte];
        if (child == 0) {
          next_[node][byte] = over;
        } else {
          back[child] = over;
          open.push_back(child);
        }
      }
    }
  }
  template <typename Found>
  void Find(const std::string& text, Found found) const {
    uint32_t node = 0;
    for (const char c : text) {
      node = next_[node][static_cast<uint8_t>(c)];
      for (uint32_t at = ends_[node].empty() ? also_[node] : node; at != 0; at = also_[at]) {
        for (const uint32_t number : ends_[at]) found(number);
      }
    }
  }

 private:
  std::vector<std::array<uint32_t, 256>> next_{1};
  std::vector<std::vector<uint32_t>> ends_{1};
  std::vector<uint32_t> also_;  // the longest word that ends here within another
};

class Ours : public TextPeer {
 public:
  explicit Ours(std::shared_ptr<const RuleBook> book) : book_(std::move(book)) {}
  bool Build(const std::vector<std::string>& names, std::string&) override {
    matcher_ = std::make_unique<Matcher>(RulesOver(names, book_));
    return true;
  }
  PeerAnswer Find(const std::string& text) override {
    Listing listing;
    listing.title = text;
    PeerAnswer answer;
    for (const Flag& flag : matcher_->Match(listing)) {
      const auto number = static_cast<uint32_t>(std::strtoul(flag.right_id.c_str() + 1, nullptr, 10));
      answer.names.push_back(number);
      if (flag.verdict == Verdict::kSuspected) answer.suspected.push_back(number);
    }
    return answer;
  }

 private:
  std::shared_ptr<const RuleBook> book_;
  std::unique_ptr<Matcher> matcher_;
};

// Without what stands around a name and how it weighs.
class OurNames : public TextPeer {
 public:
  explicit OurNames(std::shared_ptr<const RuleBook> book) : book_(std::move(book)) {}
  bool Build(const std::vector<std::string>& names, std::string&) override {
    rules_ = RulesOver(names, book_);
    index_ = std::make_unique<NameIndex>(*rules_);
    return true;
  }
  PeerAnswer Find(const std::string& text) override {
    std::vector<uint32_t> names;
    for (const NameHit& hit : index_->Find(MakeViews(text))) names.push_back(static_cast<uint32_t>(std::strtoul(rules_->rights()[hit.right].right.id.c_str() + 1, nullptr, 10)));
    return Literal(std::move(names));
  }

 private:
  std::shared_ptr<const RuleBook> book_;
  std::shared_ptr<const RuleSet> rules_;
  std::unique_ptr<NameIndex> index_;
};

class PlainWords : public TextPeer {
 public:
  bool Build(const std::vector<std::string>& names, std::string&) override {
    for (uint32_t i = 0; i < names.size(); ++i) words_.Add(Folded(names[i]), i);
    words_.Build();
    return true;
  }
  PeerAnswer Find(const std::string& text) override {
    std::vector<uint32_t> names;
    words_.Find(Folded(text), [&](uint32_t number) { names.push_back(number); });
    return Literal(std::move(names));
  }

 private:
  AhoCorasick words_;
};

// Unicode Technical Standard 39, 4, of folded text; then as words.
class Skeletons : public TextPeer {
 public:
  ~Skeletons() override {
    if (checker_ != nullptr) uspoof_close(checker_);
  }
  bool Build(const std::vector<std::string>& names, std::string& why) override {
    UErrorCode status = U_ZERO_ERROR;
    checker_ = uspoof_open(&status);
    if (U_FAILURE(status)) {
      why = u_errorName(status);
      return false;
    }
    for (uint32_t i = 0; i < names.size(); ++i) words_.Add(Skeleton(names[i]), i);
    words_.Build();
    return true;
  }
  PeerAnswer Find(const std::string& text) override {
    std::vector<uint32_t> names;
    words_.Find(Skeleton(text), [&](uint32_t number) { names.push_back(number); });
    return Literal(std::move(names));
  }

 private:
  std::string Skeleton(const std::string& text) const {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString skeleton;
    uspoof_getSkeletonUnicodeString(checker_, 0, icu::UnicodeString::fromUTF8(text).foldCase(), skeleton, &status);
    std::string out;
    if (U_SUCCESS(status)) skeleton.toUTF8String(out);
    return out;
  }
  USpoofChecker* checker_ = nullptr;
  AhoCorasick words_;
};

RE2::Options LiteralOptions() {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(int64_t{1} << 30);
  return options;
}

class Re2Set : public TextPeer {
 public:
  bool Build(const std::vector<std::string>& names, std::string& why) override {
    set_ = std::make_unique<RE2::Set>(LiteralOptions(), RE2::UNANCHORED);
    for (const std::string& name : names) {
      if (set_->Add(RE2::QuoteMeta(name), &why) < 0) return false;
    }
    if (!set_->Compile()) {
      why = "out of 1 GiB";
      return false;
    }
    return true;
  }
  PeerAnswer Find(const std::string& text) override {
    std::vector<int> matches;
    set_->Match(text, &matches);
    return Literal({matches.begin(), matches.end()});
  }

 private:
  std::unique_ptr<RE2::Set> set_;
};

class Filtered : public TextPeer {
 public:
  bool Build(const std::vector<std::string>& names, std::string& why) override {
    filter_ = std::make_unique<re2::FilteredRE2>(3);
    const RE2::Options options = LiteralOptions();
    for (const std::string& name : names) {
      int number = 0;
      if (filter_->Add(RE2::QuoteMeta(name), options, &number) != RE2::NoError) {
        why = "refused: " + name;
        return false;
      }
    }
    std::vector<std::string> atoms;
    filter_->Compile(&atoms);
    for (uint32_t i = 0; i < atoms.size(); ++i) words_.Add(atoms[i], i);
    words_.Build();
    return true;
  }
  PeerAnswer Find(const std::string& text) override {
    std::vector<uint32_t> atoms;
    std::string low;  // atoms are small letters
    icu::UnicodeString::fromUTF8(text).toLower().toUTF8String(low);
    words_.Find(low, [&](uint32_t number) { atoms.push_back(number); });
    Once(atoms);
    std::vector<int> matches;
    filter_->AllMatches(text, {atoms.begin(), atoms.end()}, &matches);
    return Literal({matches.begin(), matches.end()});
  }

 private:
  std::unique_ptr<re2::FilteredRE2> filter_;
  AhoCorasick words_;
};

#if MARKWARDEN_HYPERSCAN
class Hyperscan : public TextPeer {
 public:
  // By the interface for literals, which knows cases of ASCII alone; else as expressions, in UTF-8.
  explicit Hyperscan(bool literals) : literals_(literals) {}
  ~Hyperscan() override {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }
  bool Build(const std::vector<std::string>& names, std::string& why) override {
    std::vector<std::string> expressions;
    std::vector<const char*> texts;
    std::vector<size_t> sizes;
    std::vector<unsigned> flags(names.size(), HS_FLAG_SINGLEMATCH | HS_FLAG_CASELESS | (literals_ ? 0u : HS_FLAG_UTF8 | HS_FLAG_UCP)), ids;
    for (const std::string& name : names) expressions.push_back(literals_ ? name : RE2::QuoteMeta(name));
    for (uint32_t i = 0; i < names.size(); ++i) {
      texts.push_back(expressions[i].c_str());
      sizes.push_back(expressions[i].size());
      ids.push_back(i);
    }
    hs_compile_error_t* error = nullptr;
    const auto count = static_cast<unsigned>(names.size());
    const hs_error_t done = literals_ ? hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(), count, HS_MODE_BLOCK, nullptr, &database_, &error)
                                      : hs_compile_multi(texts.data(), flags.data(), ids.data(), count, HS_MODE_BLOCK, nullptr, &database_, &error);
    if (done != HS_SUCCESS) {
      why = error != nullptr ? error->message : "not compiled";
      hs_free_compile_error(error);
      return false;
    }
    return hs_alloc_scratch(database_, &scratch_) == HS_SUCCESS;
  }
  PeerAnswer Find(const std::string& text) override {
    std::vector<uint32_t> names;
    const auto found = [](unsigned id, unsigned long long, unsigned long long, unsigned, void* to) {
      static_cast<std::vector<uint32_t>*>(to)->push_back(id);
      return 0;
    };
    hs_scan(database_, text.data(), static_cast<unsigned>(text.size()), 0, scratch_, found, &names);
    return Literal(std::move(names));
  }

 private:
  const bool literals_;
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
};
#endif

// The largest that a process was since it became `program`; 0 when it is not that.
long PeakOf(pid_t process, const std::string& program) {
  std::ifstream in("/proc/" + std::to_string(process) + "/status");
  bool is = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("Name:")) is = line.ends_with("\t" + program);
    if (is && line.starts_with("VmHWM:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

// What a program prints.  Its memory is looked at every millisecond: what wait4 tells counts ours from before it began.
std::string OutputOf(const std::vector<std::string>& command, TextPeer::Run& run) {
  run = {};
  int ends[2];
  if (::pipe(ends) != 0) return "";
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], 1);
    ::close(ends[0]);
    ::close(ends[1]);
    std::vector<char*> arguments;
    for (const std::string& one : command) arguments.push_back(const_cast<char*>(one.c_str()));
    arguments.push_back(nullptr);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string out;
  std::vector<char> buffer(1 << 16);
  for (;;) {
    pollfd ready{.fd = ends[0], .events = POLLIN, .revents = 0};
    const int what = ::poll(&ready, 1, 1);
    run.kilobytes = std::max(run.kilobytes, PeakOf(child, command[0]));
    if (what <= 0) continue;
    const ssize_t got = ::read(ends[0], buffer.data(), buffer.size());
    if (got <= 0) break;
    out.append(buffer.data(), static_cast<size_t>(got));
  }
  ::close(ends[0]);
  int status = 0;
  rusage used{};
  ::wait4(child, &status, 0, &used);
  const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; };
  run.seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
  return out;
}

// As on a command line: every run reads the names again.  It tells no name within another that it told.
class Ripgrep : public TextPeer {
 public:
  Ripgrep() {
    std::string made = (std::filesystem::temp_directory_path() / "markwarden-peers-XXXXXX").string();
    if (::mkdtemp(made.data()) != nullptr) folder_ = made;
  }
  ~Ripgrep() override {
    if (folder_.empty()) return;
    for (const char* file : {"/names", "/texts"}) ::unlink((folder_ + file).c_str());
    ::rmdir(folder_.c_str());
  }
  bool Build(const std::vector<std::string>& names, std::string& why) override {
    if (folder_.empty()) {
      why = "no folder can be made for its files";
      return false;
    }
    std::ofstream out(folder_ + "/names");
    for (uint32_t i = 0; i < names.size(); ++i) {
      out << names[i] << '\n';
      numbers_.emplace(Folded(names[i]), i);
    }
    return true;
  }
  PeerAnswer Find(const std::string& text) override { return FindAll({text})[0]; }
  std::vector<PeerAnswer> FindAll(const std::vector<std::string>& texts) override {
    {
      std::ofstream out(folder_ + "/texts");
      for (const std::string& text : texts) out << text << '\n';
    }
    std::vector<PeerAnswer> answers(texts.size());
    std::istringstream lines(OutputOf({"rg", "--no-config", "-F", "-i", "-o", "-n", "-I", "--no-heading", "--color=never", "-j1", "-f", folder_ + "/names", folder_ + "/texts"}, run_));
    for (std::string line; std::getline(lines, line);) {
      const size_t colon = line.find(':');
      const size_t at = std::strtoul(line.c_str(), nullptr, 10);
      const auto known = colon == std::string::npos ? numbers_.end() : numbers_.find(Folded(line.substr(colon + 1)));
      if (known != numbers_.end() && at >= 1 && at <= answers.size()) answers[at - 1].names.push_back(known->second);
    }
    for (PeerAnswer& answer : answers) answer = Literal(std::move(answer.names));
    return answers;
  }
  const Run* run() const override { return &run_; }

 private:
  std::string folder_;
  std::map<std::string, uint32_t> numbers_;
  Run run_;
};

std::string RipgrepVersion() {
  TextPeer::Run ignored;
  const std::string said = OutputOf({"rg", "--version"}, ignored);
  return said.substr(0, said.find('\n'));
}

}  // namespace

std::vector<PeerAnswer> TextPeer::FindAll(const std::vector<std::string>& texts) {
  std::vector<PeerAnswer> answers;
  for (const std::string& text : texts) answers.push_back(Find(text));
  return answers;
}

std::vector<PeerKind> TextPeers(const std::shared_ptr<const RuleBook>& book) {
  std::vector<PeerKind> kinds = {
      {"ours", "markwarden, names and what stands around them", [book] { return std::make_unique<Ours>(book); }, ""},
      {"our names", "markwarden, names alone", [book] { return std::make_unique<OurNames>(book); }, ""},
      {"words", "plain Aho-Corasick over folded text", [] { return std::make_unique<PlainWords>(); }, ""},
      {"skeleton", "ICU's confusable skeleton, then the same", [] { return std::make_unique<Skeletons>(); }, ""},
      {"RE2::Set", "quoted, caseless", [] { return std::make_unique<Re2Set>(); }, ""},
      {"FilteredRE2", "atoms of 3 and more by that Aho-Corasick", [] { return std::make_unique<Filtered>(); }, ""},
      {"hs", "Hyperscan, quoted, caseless in UTF-8, one match each", {}, "libhyperscan-dev"},
      {"hs literal", "Hyperscan's literals, caseless in ASCII, one match each", {}, "libhyperscan-dev"},
      {"rg", "ripgrep -F -i -o -f names, a process each time", {}, "ripgrep"},
  };
#if MARKWARDEN_HYPERSCAN
  kinds[6].make = [] { return std::make_unique<Hyperscan>(false); };
  kinds[7].make = [] { return std::make_unique<Hyperscan>(true); };
#endif
  if (!RipgrepVersion().empty()) kinds[8].make = [] { return std::make_unique<Ripgrep>(); };
  return kinds;
}

std::string PeerVersions() {
  std::string all = "ICU " + std::string(U_ICU_VERSION) + ", RE2 of the system's package";
#if MARKWARDEN_HYPERSCAN
  all += ", Hyperscan " + std::string(hs_version());
#endif
  if (const std::string rg = RipgrepVersion(); !rg.empty()) all += ", " + rg;
  return all;
}

}  // namespace markwarden::bench
