// mail.yaml, read strictly.
#include "service/mail_settings.h"

#include "core/file.h"
#include "reports/yaml_reader.h"
#include "service/permissions.h"
#include "service/secrets.h"
#include "store/store.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

fs::path SettingsFile(const Store& store) { return store.dir() / "mail.yaml"; }

// A path of the settings lies in the store's folder unless it says another.
fs::path InStore(const Store& store, const std::string& path) { return fs::path(path).is_absolute() ? fs::path(path) : store.dir() / path; }

std::string PasswordOf(const Store& store, const std::string& name, const std::string& where) {
  const fs::path file = InStore(store, name);
  if (Status alone = CheckPrivateFile(file); !alone) throw yaml::Wrong(where + ": " + alone.error().message);
  Result<std::string> text = ReadFile(file, 8 << 10);
  if (!text) throw yaml::Wrong(where + ": " + text.error().message);
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  if (text->empty()) throw yaml::Wrong(where + ": " + file.string() + " is empty");
  return std::move(*text);
}

// Host, port, tls, user, password_file; and for tests of one's own servers ca_file.
MailServer ReadServer(const Store& store, const YAML::Node& node, uint16_t implicit_port, uint16_t starttls_port, const std::string& where) {
  MailServer server;
  server.host = yaml::Needed(node, "host", where);
  const std::string tls = yaml::Text(node, "tls");
  if (tls.empty() || tls == "tls") server.tls = MailTls::kImplicit;
  else if (tls == "starttls") server.tls = MailTls::kStartTls;
  else if (tls == "none") server.tls = MailTls::kNone;
  else throw yaml::Wrong(where + ": tls is tls, starttls or none");
  int port = server.tls == MailTls::kImplicit ? implicit_port : starttls_port;
  if (const YAML::Node said = node["port"]) {
    if (!YAML::convert<int>::decode(said, port) || port < 1 || port > 65'535) throw yaml::Wrong(where + ": port is a number from 1 to 65535");
  }
  server.port = static_cast<uint16_t>(port);
  server.user = yaml::Text(node, "user");
  const std::string password = yaml::Text(node, "password_file");
  if (server.user.empty() != password.empty()) throw yaml::Wrong(where + ": user and password_file go together");
  if (!password.empty()) server.password = PasswordOf(store, password, where);
  if (const std::string ca = yaml::Text(node, "ca_file"); !ca.empty()) server.ca_file = InStore(store, ca).string();
  return server;
}

MailSettings ReadSettings(const Store& store, const YAML::Node& root) {
  yaml::OnlyKeys(root, {"from", "smtp", "replies", "organisation"}, "mail");
  MailSettings settings;
  const YAML::Node from = root["from"];
  if (!from) throw yaml::Wrong("from is missing");
  yaml::OnlyKeys(from, {"address", "name"}, "from");
  Result<std::string> address = CheckMailAddress(yaml::Needed(from, "address", "from"));
  if (!address) throw yaml::Wrong("from: " + address.error().message);
  settings.from = {.name = yaml::Text(from, "name"), .address = std::move(*address)};
  const YAML::Node smtp = root["smtp"];
  if (!smtp) throw yaml::Wrong("smtp is missing");
  yaml::OnlyKeys(smtp, {"host", "port", "tls", "user", "password_file", "ca_file"}, "smtp");
  settings.smtp = ReadServer(store, smtp, 465, 587, "smtp");
  settings.organisation = yaml::Text(root, "organisation");
  if (const YAML::Node replies = root["replies"]) {
    yaml::OnlyKeys(replies, {"maildir", "imap"}, "replies");
    const YAML::Node imap = replies["imap"];
    const std::string maildir = yaml::Text(replies, "maildir");
    if (maildir.empty() == !imap) throw yaml::Wrong("replies: either maildir or imap");
    if (!maildir.empty()) settings.maildir = InStore(store, maildir);
    if (imap) {
      yaml::OnlyKeys(imap, {"host", "port", "tls", "user", "password_file", "ca_file", "folder"}, "imap");
      settings.imap = ReadServer(store, imap, 993, 143, "imap");
      if (settings.imap->user.empty()) throw yaml::Wrong("imap: user is missing");
      if (const std::string folder = yaml::Text(imap, "folder"); !folder.empty()) settings.imap_folder = folder;
    }
  }
  return settings;
}

std::string TlsWord(MailTls tls) {
  switch (tls) {
    case MailTls::kImplicit: return "tls";
    case MailTls::kStartTls: return "starttls";
    case MailTls::kNone: return "none";
  }
  return "tls";
}

Json ServerView(const MailServer& server) {
  return {{"host", server.host}, {"port", server.port}, {"tls", TlsWord(server.tls)}, {"user", TextOrNull(server.user)}};
}

}  // namespace

Result<std::optional<MailSettings>> LoadMailSettings(const Store& store) {
  const fs::path file = SettingsFile(store);
  Result<std::string> text = ReadFile(file, 64 << 10);
  if (!text && text.error().code == ErrorCode::kNotFound) return std::optional<MailSettings>();
  if (!text) return Fail(text);
  try {
    MailSettings settings = ReadSettings(store, YAML::Load(*text));
    // Whoever reads the settings learns where the password lies.
    if (!settings.smtp.user.empty() || settings.imap) {
      if (Status alone = CheckPrivateFile(file); !alone) return Fail(alone);
    }
    return std::optional<MailSettings>(std::move(settings));
  } catch (const std::bad_alloc&) {
    throw;  // no memory is no fault of the file
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kInvalid, file.string() + ": " + error.what());
  }
}

Result<Json> ShowMailSettings(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kManageConnectors); !allowed) return Fail(allowed);
  Json view = {{"file", SettingsFile(service.store()).string()}, {"set", false}, {"from", nullptr}, {"smtp", nullptr}, {"replies", nullptr}, {"ok", false}, {"why", nullptr}};
  Result<std::optional<MailSettings>> settings = LoadMailSettings(service.store());
  if (!settings) {
    view["set"] = true;
    view["why"] = settings.error().message;
    return view;
  }
  if (!*settings) {
    view["why"] = "there is no such file: notices cannot go out by e-mail";
    return view;
  }
  view["set"] = view["ok"] = true;
  view["from"] = {{"address", (*settings)->from.address}, {"name", TextOrNull((*settings)->from.name)}};
  view["smtp"] = ServerView((*settings)->smtp);
  if (!(*settings)->maildir.empty()) {
    view["replies"] = {{"maildir", (*settings)->maildir.string()}};
    if (!fs::is_directory((*settings)->maildir)) {
      view["ok"] = false;
      view["why"] = "no folder " + (*settings)->maildir.string();
    }
  }
  if ((*settings)->imap) view["replies"] = {{"imap", ServerView(*(*settings)->imap)}};
  return view;
}

}  // namespace markwarden
