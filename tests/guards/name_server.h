// A name server on 127.0.0.1 port 53 of a private network: UDP and, for long answers, TCP.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace markwarden {

// One record of an answer, about the name that was asked for unless `owner` says another.
struct NameRecord {
  std::string value;      // an IPv4 or IPv6 address, or a name: then it is a CNAME
  uint32_t ttl = 60;
  std::string owner = {};
};

struct NameAnswer {
  std::vector<NameRecord> records = {};
  bool absent = false;   // NXDOMAIN
  bool silent = false;   // no answer at all
};

class NameServer {
 public:
  // Records of the other family than asked for are left out.  `asked` counts from 1, per name
  // and family.  Called on one of two threads.
  using Handler = std::function<NameAnswer(const std::string& name, bool ipv6, int asked)>;
  explicit NameServer(Handler handler);
  ~NameServer();

  int questions() const { return questions_; }

 private:
  std::string Answer(const std::string& question, bool may_be_long);
  void ServeDatagrams();
  void ServeStreams();

  const Handler handler_;
  int datagrams_ = -1, streams_ = -1;
  std::atomic<bool> stopping_{false};
  std::atomic<int> questions_{0};
  std::mutex mutex_;
  std::map<std::string, int> asked_;  // guarded by mutex_
  std::thread on_datagrams_, on_streams_;
};

}  // namespace markwarden
