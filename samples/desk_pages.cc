// The complaint desk's form, and what stands where a removed offer was.
#include "samples/charset.h"
#include "samples/pages.h"
#include "samples/sent_notice.h"

namespace markwarden::samples {
namespace {

struct DeskWords {
  const char *removed, *title, *explain, *send;
};
const DeskWords& DeskIn(Language language) {
  static const DeskWords all[3] = {
      {"商品已下架", "知识产权投诉", "每行一个商品：网址、商品编号、权利、理由，用逗号分隔。", "提交投诉"},
      {"This item is no longer available", "Report an infringement", "One item a line: address, item number, right, reason, separated by commas.", "Send"},
      {"Товар снят с продажи", "Жалоба правообладателя", "Один товар в строке: адрес, номер товара, право, причина через запятую.", "Отправить"}};
  return all[Index(language)];
}

// Sends the lines as the batch that programs send, under a key of its own.  A page that is opened
// once sends a changed text under a new key, the same text under the same.
constexpr const char* kSend = R"js(<script>
(function () {
  var form = document.getElementById('complaint'), said = document.getElementById('said'), sent = '', key = '';
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    var csv = 'url,item_id,right,reason\n' + form.elements.lines.value.trim() + '\n';
    if (csv !== sent) { sent = csv; key = 'form-' + Date.now() + '-' + Math.random().toString(36).slice(2); }
    fetch('/ipr/batch', {method: 'POST', headers: {'Content-Type': 'text/csv', 'Idempotency-Key': key}, body: csv})
      .then(function (answer) { return answer.json(); })
      .then(function (json) { said.textContent = json.receipt || json.error; })
      .catch(function (error) { said.textContent = String(error); });
  });
})();
</script>)js";

}  // namespace

std::string RemovedPage(const Market& market, const Shop& shop) {
  const std::string text = DeskIn(shop.language).removed;
  return Chrome(market, shop, text, "", "<main class=\"removed\"><h1>" + text + "</h1></main>");
}

std::string ComplaintPage(const Market& market, const Shop& shop) {
  const DeskWords& say = DeskIn(shop.language);
  std::string body = "<main><h1>" + std::string(say.title) + "</h1>\n<p><label for=\"lines\">" + say.explain + " (1-" + std::to_string(kMaxNoticeItems) + ")</label></p>\n";
  body += "<form id=\"complaint\"><textarea id=\"lines\" name=\"lines\" rows=\"12\" cols=\"100\" required></textarea><p><button>" + std::string(say.send) + "</button></p></form>\n";
  body += "<p id=\"said\" role=\"status\"></p>\n";
  return Chrome(market, shop, say.title, "", body + kSend + "</main>");
}

}  // namespace markwarden::samples
