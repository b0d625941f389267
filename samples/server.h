// Serves the shops over HTTP/1.1 on 127.77.0.1 to 127.77.0.6.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "core/result.h"
#include "samples/market.h"

namespace markwarden::samples {

inline constexpr int kShops = 6;

struct ServerFiles {
  // Gets one line a request: milliseconds since 1970 by the machine's clock, host, target, status
  // (444: hung up without an answer) and user agent, separated by tabs.
  std::filesystem::path log;
  std::filesystem::path dir;           // of complaints.jsonl and relisted.jsonl (desk_files.h)
  std::filesystem::path clock_offset;  // empty: the market's time is the machine's (market_clock.h)
};

class Server {
 public:
  // Binds every shop's address; port 0 chooses one that is free on all.
  // Errors: kUnavailable (busy port, named in the message).
  static Result<std::unique_ptr<Server>> Bind(int port);
  ~Server();

  int port() const;

  // Answers until Stop(), SIGTERM or SIGINT; `on_ready` is called once it listens.  Errors: kInternal (a
  // file cannot be written), kConflict (the folder holds another market's complaints).
  Status Run(const Market& market, const ServerFiles& files, const std::function<void()>& on_ready);

  // Any thread.
  void Stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace markwarden::samples
