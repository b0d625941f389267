// Pages that stand in the way of the page that was asked for.
#include "crawler/extract_merge.h"

#include <algorithm>

namespace markwarden {
namespace {

bool AnyIn(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

}  // namespace

std::string ChallengeOf(const PageInput& input) {
  const std::string title = ToLowerAscii(TidyText(input.facts.title, 300));
  const std::string_view html = input.html;
  const std::string text = input.document ? ToLowerAscii(input.document->Text(0, 6000)) : "";
  const bool small = text.size() < 2500;  // little to read: the page is about the obstacle

  // Titles that no page of a shop has, however much the obstacle drew around itself.
  for (const std::string_view whole : {"just a moment...", "please wait... | cloudflare", "attention required! | cloudflare", "access denied | ", "ddos-guard"}) {
    if (title.compare(0, whole.size(), whole) == 0) return "challenge";
  }
  // Titles of whole-page obstacles.
  if (AnyIn(title, {"just a moment", "attention required", "please wait... |", "ddos protection", "checking your browser", "security check",
                    "one more step", "access to this page has been denied", "pardon our interruption", "bot verification", "are you a robot",
                    "are you human", "robot check", "human verification", "verify you are human", "安全验证", "验证码", "人机验证", "滑块验证", "访问验证",
                    "访问受限", "проверка браузера", "вы не робот", "captcha", "antibot"}) &&
      small) {
    return AnyIn(title, {"captcha", "验证", "robot", "робот", "human"}) ? "captcha" : "challenge";
  }
  if (small && (html.find("/cdn-cgi/challenge-platform") != std::string_view::npos || html.find("cf-browser-verification") != std::string_view::npos ||
                html.find("cf_chl_opt") != std::string_view::npos || html.find("cf-challenge") != std::string_view::npos)) {
    return "challenge";
  }
  if (small && AnyIn(text, {"unusual traffic", "type the characters you see", "enter the characters you see", "prove you are human", "confirm you are human",
                            "please verify you are a human", "not a robot", "请输入验证码", "请完成验证", "拖动滑块", "向右滑动", "подтвердите, что вы не робот",
                            "слишком много запросов"})) {
    return "captcha";
  }
  // A login form and little else.
  if (small && input.document) {
    bool password = false;
    const HtmlDocument& document = *input.document;
    for (int32_t i = 0; i < document.size() && !password; ++i) {
      password = document[i].tag == "input" && ToLowerAscii(document.Attribute(i, "type")) == "password";
    }
    if (password && AnyIn(title, {"login", "log in", "sign in", "signin", "登录", "登錄", "登入", "вход", "войти", "авториз", "anmelden", "connexion", "iniciar sesi"})) {
      return "login";
    }
  }
  // Soft 404s and error pages.
  const bool structured = html.find("ld+json") != std::string_view::npos && html.find("\"Product\"") != std::string_view::npos;
  if (!structured && title.size() < 120 &&
      AnyIn(title, {"404", "not found", "page doesn't exist", "page does not exist", "page introuvable", "seite nicht gefunden", "página no encontrada",
                    "pagina non trovata", "страница не найдена", "не найдено", "找不到", "不存在", "宝贝不存在", "已下架", "お探しのページ", "찾을 수 없"})) {
    // A product called "404" exists; its page has more to say.
    if (small || AnyIn(title, {"not found", "不存在", "找不到", "не найден", "introuvable", "nicht gefunden"})) return "not_found";
  }
  if (small && AnyIn(title, {"403 forbidden", "access denied", "forbidden", "500 internal", "502 bad gateway", "503 service", "service unavailable",
                             "bad gateway", "gateway time-out", "internal server error", "504 gateway", "出错", "系统繁忙", "ошибка"})) {
    return "error";
  }
  return "";
}

}  // namespace markwarden
