// Serves the shops over HTTP/1.1 on 127.77.0.1 to 127.77.0.6.
#pragma once

#include <filesystem>
#include <memory>

#include "core/result.h"
#include "samples/market.h"

namespace markwarden::samples {

inline constexpr int kShops = 6;

class Server {
 public:
  // Binds every shop's address; port 0 chooses one that is free on all.
  // Errors: kUnavailable (busy port, named in the message).
  static Result<std::unique_ptr<Server>> Bind(int port);
  ~Server();

  int port() const;

  // Answers until Stop(), SIGTERM or SIGINT; `on_ready` is called once it listens.  One line a
  // request is added to `log`: milliseconds since 1970, host, target, status and user agent,
  // separated by tabs.  Errors: kInternal (the log cannot be written).
  Status Run(const Market& market, const std::filesystem::path& log, const std::function<void()>& on_ready);

  // Any thread.
  void Stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace markwarden::samples
