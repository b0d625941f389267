// The store's mail: DIR/mail.yaml says who writes, over which server, and where answers arrive.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/json.h"
#include "core/mail_address.h"
#include "core/net/imap.h"
#include "core/net/smtp.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct MailSettings {
  MailAddress from;
  SmtpServer smtp;
  std::string organisation;       // whose messages of unknown origin become; empty: the store's first one
  std::filesystem::path maildir;  // empty when answers come over IMAP or are not read
  std::optional<ImapServer> imap;
  std::string imap_folder = "INBOX";
};

// Empty when there is no mail.yaml.  Errors: kInvalid (naming the field), kDenied (it names a password and others can read it or the password's file).
Result<std::optional<MailSettings>> LoadMailSettings(const Store& store);

// {"file","set":bool,"from","smtp":{"host","port","tls","user"},"replies","ok","why"}: no password is shown.
Result<Json> ShowMailSettings(Service& service, const Scope& scope);

}  // namespace markwarden
