// Facts from system calls and the files of /etc, /proc and /sys.
#include "reports/environment.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <compare>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>

#include "core/clock_state.h"
#include "core/file.h"
#include "core/hash.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBootFile = "proc/sys/kernel/random/boot_id";
constexpr size_t kTextBytes = 64 << 10;
constexpr size_t kListed = 200;  // lines, interfaces, libraries

std::string Why(int error) { return std::strerror(error); }

EnvironmentFact Unknown(std::string id, std::string call, std::string why) {
  return {.id = std::move(id), .call = std::move(call), .value = nullptr, .unknown = std::move(why), .stands_out = {}};
}

EnvironmentFact Known(std::string id, std::string call, Json value) {
  return {.id = std::move(id), .call = std::move(call), .value = std::move(value), .unknown = {}, .stands_out = {}};
}

// Files of /proc say no size: they are read to their end or to the cap.
Result<std::string> ReadText(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fail(ErrorCode::kNotFound, Why(errno));
  std::string text(kTextBytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return Fail(ErrorCode::kInternal, "reading failed");
  text.resize(static_cast<size_t>(in.gcount()));
  return text;
}

std::vector<std::string> SplitLines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line) && lines.size() < kListed;) lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> SplitWords(const std::string& line) {
  std::vector<std::string> words;
  std::istringstream in(line.substr(0, line.find('#')));
  for (std::string word; in >> word;) words.push_back(std::move(word));
  return words;
}

// What changes when a file does.
struct FileState {
  dev_t device;
  ino_t inode;
  off_t bytes;
  int64_t modified_s, modified_ns, changed_s, changed_ns;
  auto operator<=>(const FileState&) const = default;
};

class Look {
 public:
  explicit Look(const EnvironmentOptions& options) : options_(options) {}

  std::vector<EnvironmentFact> All() {
    return {System(), Release(), Boot(), Clock(), TimeZone(), Interfaces(), Gateway(), NameServers(),
            HostsFile(), Proxy(), Disk(), DiskErrors(), MemoryErrors(), Process(), Software(), Libraries()};
  }

 private:
  fs::path At(const char* path) const { return options_.root / path; }
  static std::string Reading(const char* path) { return std::string("read /") + path; }

  static EnvironmentFact System() {
    utsname names{};
    if (::uname(&names) != 0) return Unknown("system", "uname(2)", Why(errno));
    return Known("system", "uname(2)", {{"system", names.sysname}, {"release", names.release}, {"version", names.version},
                                        {"machine", names.machine}, {"node", names.nodename}});
  }

  EnvironmentFact Release() const {
    const char* path = "etc/os-release";
    const auto text = ReadText(At(path));
    if (!text) return Unknown("distribution", Reading(path), text.error().message);
    for (const std::string& line : SplitLines(*text)) {
      if (!line.starts_with("PRETTY_NAME=")) continue;
      std::string name = line.substr(12);
      if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
      return Known("distribution", Reading(path), name);
    }
    return Unknown("distribution", Reading(path), "no PRETTY_NAME");
  }

  EnvironmentFact Boot() const {
    const Result<std::string> id = BootId(options_.root);
    if (!id) return Unknown("boot", Reading(kBootFile), id.error().message);
    timespec up{};
    if (::clock_gettime(CLOCK_BOOTTIME, &up) != 0) return Unknown("boot", "clock_gettime(2)", Why(errno));
    return Known("boot", Reading(kBootFile) + ", clock_gettime(2)", {{"boot_id", *id}, {"up_seconds", int64_t(up.tv_sec)}});
  }

  static EnvironmentFact Clock() {
    const std::optional<ClockState> state = MeasureClock();
    if (!state) return Unknown("clock", "adjtimex(2)", Why(errno));
    EnvironmentFact fact = Known("clock", "adjtimex(2)", {{"synchronised", state->synchronised}});
    if (state->synchronised) {
      fact.value["offset_us"] = state->offset_micros;
      fact.value["estimated_error_us"] = state->estimated_error_micros;
      fact.value["largest_error_us"] = state->max_error_micros;
    } else {
      fact.value["offset_us"] = nullptr;  // the kernel keeps none that means anything
      fact.stands_out.push_back("clock_not_synchronised");
    }
    return fact;
  }

  EnvironmentFact TimeZone() const {
    std::error_code failed;
    const fs::path target = fs::read_symlink(At("etc/localtime"), failed);
    if (failed) return Unknown("time_zone", "readlink /etc/localtime", failed.message());
    return Known("time_zone", "readlink /etc/localtime", target.string());
  }

  static EnvironmentFact Interfaces() {
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return Unknown("interfaces", "getifaddrs(3)", Why(errno));
    Json interfaces = Json::array();
    for (const ifaddrs* one = list; one != nullptr && interfaces.size() < kListed; one = one->ifa_next) {
      if (one->ifa_addr == nullptr) continue;
      char text[INET6_ADDRSTRLEN] = {};
      if (one->ifa_addr->sa_family == AF_INET) {
        ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(one->ifa_addr)->sin_addr, text, sizeof text);
      } else if (one->ifa_addr->sa_family == AF_INET6) {
        ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(one->ifa_addr)->sin6_addr, text, sizeof text);
      } else {
        continue;
      }
      interfaces.push_back({{"name", one->ifa_name}, {"address", text}, {"up", (one->ifa_flags & IFF_UP) != 0}});
    }
    ::freeifaddrs(list);
    return Known("interfaces", "getifaddrs(3)", std::move(interfaces));
  }

  EnvironmentFact Gateway() const {
    const char* path = "proc/net/route";
    const auto text = ReadText(At(path));
    if (!text) return Unknown("gateway", Reading(path), text.error().message);
    for (const std::string& line : SplitLines(*text)) {
      const auto words = SplitWords(line);
      if (words.size() < 3 || words[1] != "00000000") continue;
      in_addr address{};
      address.s_addr = static_cast<in_addr_t>(std::strtoul(words[2].c_str(), nullptr, 16));
      char shown[INET_ADDRSTRLEN] = {};
      ::inet_ntop(AF_INET, &address, shown, sizeof shown);
      return Known("gateway", Reading(path), {{"interface", words[0]}, {"address", shown}});
    }
    EnvironmentFact none = Known("gateway", Reading(path), Json::object());
    none.stands_out.push_back("no_gateway");
    return none;
  }

  EnvironmentFact NameServers() const {
    const char* path = "etc/resolv.conf";
    const auto text = ReadText(At(path));
    if (!text) return Unknown("name_servers", Reading(path), text.error().message);
    Json servers = Json::array();
    for (const std::string& line : SplitLines(*text)) {
      const auto words = SplitWords(line);
      if (words.size() >= 2 && words[0] == "nameserver") servers.push_back(words[1]);
    }
    return Known("name_servers", Reading(path), std::move(servers));
  }

  EnvironmentFact HostsFile() const {
    const char* path = "etc/hosts";
    const auto text = ReadText(At(path));
    if (!text) return Unknown("hosts_file", Reading(path), text.error().message);
    const std::set<std::string> wanted(options_.hosts.begin(), options_.hosts.end());
    Json entries = Json::array();
    size_t count = 0;
    for (const std::string& line : SplitLines(*text)) {
      const auto words = SplitWords(line);
      if (words.size() < 2) continue;
      ++count;
      if (std::any_of(words.begin() + 1, words.end(), [&](const std::string& word) { return wanted.contains(word); })) {
        entries.push_back(line);
      }
    }
    EnvironmentFact fact =
        Known("hosts_file", Reading(path), {{"sha256", Sha256Hex(*text)}, {"entries", count}, {"entries_for_these_sites", entries}});
    if (!entries.empty()) fact.stands_out.push_back("hosts_file_names_a_site");
    return fact;
  }

  static EnvironmentFact Proxy() {
    Json set = Json::object();
    for (const char* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"}) {
      const char* value = std::getenv(name);
      if (value == nullptr || *value == '\0') continue;
      // A password in it is nobody's evidence.
      std::string shown = value;
      if (const size_t at = shown.rfind('@'); at != std::string::npos) {
        const size_t scheme = shown.find("://");
        shown.replace(scheme == std::string::npos || scheme > at ? 0 : scheme + 3, at - (scheme == std::string::npos || scheme > at ? 0 : scheme + 3), "***");
      }
      set[name] = shown;
    }
    EnvironmentFact fact = Known("proxy", "getenv(3)", set);
    if (!set.empty()) fact.stands_out.push_back("proxy_is_set");
    return fact;
  }

  EnvironmentFact Disk() const {
    struct statvfs disk {};
    if (::statvfs(options_.store_dir.c_str(), &disk) != 0) return Unknown("disk", "statvfs(3)", Why(errno));
    return Known("disk", "statvfs(3)",
                 {{"size_bytes", int64_t(disk.f_blocks) * int64_t(disk.f_frsize)}, {"free_bytes", int64_t(disk.f_bavail) * int64_t(disk.f_frsize)},
                  {"read_only", (disk.f_flag & ST_RDONLY) != 0}});
  }

  // Sums the counters `name` of the folders in `under`.
  EnvironmentFact Counted(const char* id, const char* under, const std::string& name, const char* stands_out) const {
    const std::string call = "read /" + std::string(under) + "/*/" + name;
    std::error_code failed;
    int64_t sum = 0, files = 0;
    for (fs::directory_iterator at(At(under), failed), end; !failed && at != end; at.increment(failed)) {
      const auto text = ReadText(at->path() / name);
      if (!text) continue;
      sum += std::strtoll(text->c_str(), nullptr, 10);
      ++files;
    }
    if (files == 0) return Unknown(id, call, "this system keeps no such counter");
    EnvironmentFact fact = Known(id, call, sum);
    if (sum > 0) fact.stands_out.push_back(stands_out);
    return fact;
  }
  EnvironmentFact DiskErrors() const { return Counted("disk_errors", "sys/fs/ext4", "errors_count", "disk_had_errors"); }
  EnvironmentFact MemoryErrors() const { return Counted("memory_errors", "sys/devices/system/edac/mc", "ue_count", "memory_had_errors"); }

  EnvironmentFact Process() const {
    const char* path = "proc/self/status";
    const auto text = ReadText(At(path));
    if (!text) return Unknown("process", Reading(path), text.error().message);
    Json value = {{"uid", ::geteuid()}, {"traced_by", nullptr}, {"preloaded", nullptr}};
    EnvironmentFact fact = Known("process", Reading(path) + ", geteuid(2), getenv(3)", nullptr);
    for (const std::string& line : SplitLines(*text)) {
      const auto words = SplitWords(line);
      if (words.size() == 2 && words[0] == "TracerPid:") value["traced_by"] = std::strtoll(words[1].c_str(), nullptr, 10);
    }
    if (value["traced_by"].is_number() && value["traced_by"] != 0) fact.stands_out.push_back("process_is_traced");
    if (const char* preload = std::getenv("LD_PRELOAD"); preload != nullptr && *preload != '\0') {
      value["preloaded"] = preload;
      fact.stands_out.push_back("libraries_are_preloaded");
    }
    fact.value = std::move(value);
    return fact;
  }

  // Programs and libraries are some hundred megabytes: what has not changed since this process read it is not read again.
  static Json FileDigest(const fs::path& path) {
    struct stat file {};
    if (::stat(path.c_str(), &file) != 0) return {{"file", path.filename().string()}, {"sha256", nullptr}, {"why", Why(errno)}};
    const FileState state{file.st_dev, file.st_ino, file.st_size, file.st_mtim.tv_sec, file.st_mtim.tv_nsec, file.st_ctim.tv_sec, file.st_ctim.tv_nsec};
    static std::mutex mutex;
    static std::map<FileState, std::string> known;  // guarded by mutex
    {
      const std::lock_guard lock(mutex);
      if (const auto found = known.find(state); found != known.end()) return {{"file", path.filename().string()}, {"sha256", found->second}};
    }
    const auto bytes = ReadFile(path, 256 << 20);
    if (!bytes) return {{"file", path.filename().string()}, {"sha256", nullptr}, {"why", bytes.error().message}};
    const std::string digest = Sha256Hex(*bytes);
    const std::lock_guard lock(mutex);
    known.emplace(state, digest);
    return {{"file", path.filename().string()}, {"sha256", digest}};
  }

  EnvironmentFact Software() const {
    std::error_code failed;
    const fs::path self = fs::read_symlink("/proc/self/exe", failed);
    if (failed) return Unknown("software", "readlink /proc/self/exe", failed.message());
    Json programs = Json::array({FileDigest(self)});
    for (const fs::path& program : options_.programs) programs.push_back(FileDigest(program));
    return Known("software", "readlink /proc/self/exe, SHA-256 of the files", {{"version", options_.version}, {"programs", std::move(programs)}});
  }

  static EnvironmentFact Libraries() {
    std::ifstream maps("/proc/self/maps");
    if (!maps) return Unknown("libraries", "read /proc/self/maps", Why(errno));
    std::set<std::string> files;
    for (std::string line; std::getline(maps, line) && files.size() < kListed;) {
      const size_t path = line.find('/');
      if (path != std::string::npos && line.find(".so", path) != std::string::npos) files.insert(line.substr(path));
    }
    Json list = Json::array();
    for (const std::string& file : files) list.push_back(FileDigest(file));
    return Known("libraries", "read /proc/self/maps, SHA-256 of the files", std::move(list));
  }

  const EnvironmentOptions& options_;
};

}  // namespace

Result<std::string> BootId(const fs::path& root) {
  Result<std::string> text = ReadText(root / kBootFile);
  while (text && !text->empty() && text->back() == '\n') text->pop_back();
  return text;
}

std::vector<EnvironmentFact> LookAtEnvironment(const EnvironmentOptions& options) { return Look(options).All(); }

Json EnvironmentReport(const std::vector<EnvironmentFact>& facts, Time looked_at) {
  Json list = Json::array();
  for (const EnvironmentFact& fact : facts) {
    list.push_back({{"id", fact.id}, {"call", fact.call}, {"value", fact.value}, {"unknown", TextOrNull(fact.unknown)}, {"stands_out", fact.stands_out}});
  }
  return {{"format", "markwarden-environment/1"}, {"looked_at", FormatTimeMillis(looked_at)}, {"facts", std::move(list)}};
}

}  // namespace markwarden
