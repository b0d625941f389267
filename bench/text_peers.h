// What people use today to find many names in a text, beside ours: for measuring only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rules/rule_book.h"

namespace markwarden::bench {

// What one engine says of one text.
struct PeerAnswer {
  std::vector<uint32_t> names;      // numbers of the names that it finds, each once
  std::vector<uint32_t> suspected;  // of an engine that weighs what it finds; else the same
};

class TextPeer {
 public:
  virtual ~TextPeer() = default;
  // Once.  False, and `why` says so, where it cannot take these names.
  virtual bool Build(const std::vector<std::string>& names, std::string& why) = 0;
  virtual PeerAnswer Find(const std::string& text) = 0;
  virtual std::vector<PeerAnswer> FindAll(const std::vector<std::string>& texts);
  // Of an engine that is a program of its own: what its last run took; null for the others.
  struct Run {
    double seconds = 0;  // of the processor
    long kilobytes = 0;  // at its largest
  };
  virtual const Run* run() const { return nullptr; }
};

struct PeerKind {
  std::string id, what;
  std::function<std::unique_ptr<TextPeer>()> make;  // empty where it is not here
  std::string missing;                              // what to install then
};
std::vector<PeerKind> TextPeers(const std::shared_ptr<const RuleBook>& book);
// One line: which library and program of which version.
std::string PeerVersions();

}  // namespace markwarden::bench
