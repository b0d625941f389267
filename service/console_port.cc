// One number in a file of the store.
#include "service/console_port.h"

#include <charconv>

#include "core/file.h"

namespace markwarden {
namespace {

std::filesystem::path PlaceOf(Service& service) { return service.options().store_dir / "console.port"; }

}  // namespace

Status RememberConsolePort(Service& service, uint16_t port) {
  return WriteFileAtomic(PlaceOf(service), std::to_string(port) + "\n");
}

std::vector<uint16_t> ConsolePorts(Service& service) {
  const Result<std::string> text = ReadFile(PlaceOf(service), 64);
  uint16_t port = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), port).ec != std::errc() || port == 0) return {};
  return {port};
}

}  // namespace markwarden
