// Makes answers.
#include "samples/answer.h"

#include "samples/charset.h"

namespace markwarden::samples {
namespace {

// What each shop's server says of its pages: in the header, in the page only, or nowhere.
std::string PageType(const Shop& shop) {
  switch (shop.number) {
    case 1: return "text/html; charset=utf-8";
    case 2: return "text/html; charset=GBK";
    case 4: return "text/html; charset=UTF-8";
    default: return "text/html";
  }
}

}  // namespace

SiteAnswer MakeAnswer(int status, std::string type, std::string body) {
  SiteAnswer answer;
  answer.status = status;
  answer.headers.emplace_back("Content-Type", std::move(type));
  answer.body = std::make_shared<const std::string>(std::move(body));
  return answer;
}

SiteAnswer PageAnswer(const Shop& shop, std::string_view html, int status) { return MakeAnswer(status, PageType(shop), EncodePage(html, shop.charset)); }

SiteAnswer JsonAnswer(int status, const Json& value) {
  SiteAnswer answer = MakeAnswer(status, "application/json", DumpJson(value) + "\n");
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

SiteAnswer ErrorAnswer(int status, std::string_view message) { return JsonAnswer(status, {{"error", message}}); }

}  // namespace markwarden::samples
