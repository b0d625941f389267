// One pass over the list; comments and quotes are counted, not recursed into.
#include "core/formats/mail_addresses.h"

namespace markwarden {
namespace {

struct AddressEntry {
  std::string phrase;   // before "<", or all when there is none; quotes undone
  std::string bare;     // the same as written, for an address with a quoted name
  std::string angle, comment;
  bool has_angle = false;
};

void TakeEntry(AddressEntry& entry, const CharsetDecoder& decoder, std::vector<MailAddress>& list) {
  const std::string_view phrase = TrimBlanks(entry.phrase);
  const std::string_view written = TrimBlanks(entry.has_angle ? entry.angle : entry.bare);
  if (!written.empty() || !phrase.empty()) {
    const Result<std::string> address = CheckMailAddress(written);
    const std::string_view name = entry.has_angle && !phrase.empty() ? phrase : TrimBlanks(entry.comment);
    MailAddress found;
    if (address) found = {DecodeMailWords(name, decoder), *address};
    else found.name = DecodeMailWords(entry.has_angle ? std::string(phrase) + " <" + entry.angle + ">" : std::string(written), decoder);
    list.push_back(std::move(found));
  }
  entry = {};
}

}  // namespace

std::vector<MailAddress> ParseMailAddresses(std::string_view value, const CharsetDecoder& decoder) {
  std::vector<MailAddress> list;
  AddressEntry entry;
  bool quoted = false, in_angle = false;
  int comments = 0;
  for (size_t i = 0; i < value.size() && list.size() < kMaxMailAddressesRead; ++i) {
    const char c = value[i];
    const bool escaped = c == '\\' && (quoted || comments > 0) && i + 1 < value.size();
    if (comments > 0) {
      if (c == '(') ++comments;
      if (c == ')' && --comments == 0) continue;
      entry.comment += escaped ? value[++i] : c;
      continue;
    }
    if (quoted || c == '"') {
      std::string& bare = in_angle ? entry.angle : entry.bare;
      bare += c;
      if (escaped) bare += value[++i];
      if (c == '"') quoted = !quoted;
      else if (!in_angle) entry.phrase += value[i];
      continue;
    }
    if (in_angle) {
      if (c == '>') in_angle = false;
      else entry.angle += c;
      continue;
    }
    switch (c) {
      case '(': ++comments; break;
      case '<':
        in_angle = entry.has_angle = true;
        break;
      case ':':  // a group's name was before it
        entry = {};
        break;
      case ',':
      case ';': TakeEntry(entry, decoder, list); break;
      default:
        entry.phrase += c;
        entry.bare += c;
    }
  }
  if (list.size() < kMaxMailAddressesRead) TakeEntry(entry, decoder, list);
  return list;
}

}  // namespace markwarden
