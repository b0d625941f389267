// The table and its gaps.
#include "core/said.h"

#include <algorithm>
#include <iterator>

#include "core/json.h"

namespace markwarden {
namespace {

constexpr size_t kMaxSaidBytes = 16'384;
constexpr int kMaxSaidDepth = 4;

// A gap is {name}; what is put into it is not looked at again.
constexpr SaidRow kSaid[] = {
    // What became of a delivery.
    {"outbox.status", "对方返回状态 {status}", "status {status}"},
    {"outbox.status_says", "对方返回状态 {status}：{text}", "status {status}: {text}"},
    {"outbox.redirect", "对方返回状态 {status}：要求转到别处，未予跟随", "status {status}: a redirect, which is not followed"},
    {"outbox.duplicate", "对方返回状态 {status}：平台已有这份通知", "status {status}: the platform has it already"},
    {"outbox.no_receipt", "{said}；未能读出受理编号", "{said}; no receipt could be read"},
    {"outbox.no_receipt_why", "{said}；未能读出受理编号：{why}", "{said}; no receipt could be read: {why}"},
    {"outbox.no_answer", "没有得到答复：{why}", "no answer: {why}"},
    {"outbox.stopped", "发送过程中程序中断", "the program stopped while it was being sent"},
    {"outbox.given_up", "尝试 {tries} 次后放弃：{said}", "given up after {tries} tries: {said}"},
    {"outbox.not_sent", "未发送：{why}", "not sent: {why}"},
    {"outbox.no_mail", "尚未设置邮件：请在数据目录中写好 mail.yaml", "no mail is set up: write mail.yaml in the store's folder"},
    {"outbox.lost_bytes", "case.db 中没有这次发送的原文：请从备份恢复", "case.db lacks the bytes of this delivery; restore a backup"},
    {"outbox.bounced", "邮件被退回：{why}", "bounced: {why}"},
    {"outbox.platform_says", "平台答复：{word}", "the platform says: {word}"},
    {"outbox.word.received", "已收到", "received"},
    {"outbox.word.pending", "处理中", "pending"},
    {"outbox.word.honoured", "已处理", "honoured"},
    {"outbox.word.refused", "拒绝处理", "refused"},
    {"outbox.word.counter_notice", "卖家提交了声明", "counter_notice"},
    {"outbox.notice_is", "通知的状态为“{state}”", "the notice is {state}"},
    {"outbox.by_hand", "通知是由人发出的（{channel}）", "the notice was sent by hand ({channel})"},
    // A new password.
    {"password.guessed", "这个密码容易被猜到：除常见词语、键盘顺序、年份以及账号、本人和单位的名称之外，还须有至少 {own} 个不同的字符；四个互不相干的词就很好",
     "this password is one that is guessed: besides common words, rows of keys, years and the names of the account, of its person and of its organisation it needs at least "
     "{own} different characters; four words that nobody puts together are good"},
    // Messages that came back.
    {"message.unreadable", "这封邮件无法读取：{why}", "this message could not be read: {why}"},
    {"message.too_large", "这封邮件超过 {mib} MiB，只取了开头部分，其余仍在邮箱中。开头：{beginning}",
     "this message is larger than {mib} MiB: its beginning was taken, the rest is in the mailbox. It begins: {beginning}"},
    {"message.not_given", "邮箱中有一封邮件未能取得：{why}", "a message in the mailbox could not be taken: {why}"},
    // What a look at a listing saw.
    {"look.shows", "页面仍展示该商品", "the page shows the offer"},
    {"look.leads_to", "页面跳转到 {url}，{what}", "it leads to {url}, {what}"},
    {"look.there.shows", "该处展示该商品", "which shows the offer"},
    {"look.there.stopped", "该处拦截访客", "where visitors are stopped"},
    {"look.there.other", "该处展示另一商品", "which shows another offer"},
    {"look.there.shell", "该处在脚本运行前没有内容", "which shows nothing before its scripts have run"},
    {"look.there.not_offer", "该处不展示该商品", "which does not show the offer"},
    {"look.there.no_answer", "该处没有应答：{why}", "which does not answer: {why}"},
    {"look.there.refused", "该处不得访问：{why}", "which may not be asked for: {why}"},
    {"look.there.foreign", "该主机不属于来源", "which is no host of the source"},
    {"look.out", "页面仍展示该商品，但写有“{phrase}”且不可购买", "the page still shows the offer, says \"{phrase}\" and that it cannot be bought"},
    {"look.other", "页面现在展示另一商品", "the page shows another offer now"},
    {"look.says", "页面写有“{phrase}”，不展示商品", "the page says \"{phrase}\" and shows no offer"},
    {"look.shell", "页面在脚本运行前没有内容", "the page shows nothing before its scripts have run"},
    {"look.neither", "页面既不展示该商品，也没有说明已下架", "the page shows neither the offer nor that it is gone"},
    {"look.captcha", "页面是验证码", "the page is a CAPTCHA"},
    {"look.challenge", "页面是访客验证", "the page is a check of its visitors"},
    {"look.login", "页面是登录表单", "the page is a form to sign in"},
    {"look.cut", "应答中途中断", "the answer was cut short"},
    {"look.status", "服务器应答 {status}", "the server answered {status}"},
    {"look.status_shows", "服务器应答 {status}，但页面展示该商品", "the server answered {status} with a page that shows the offer"},
    {"look.status_legal", "服务器应答 451：因法律原因不予展示，可能仅限本地", "the server answered 451: withheld for legal reasons, perhaps not everywhere"},
    {"look.status_nowhere", "服务器应答 {status}，但未说明跳转到何处", "the server answered {status} and does not say where it leads"},
    {"look.status_empty", "服务器应答 {status}，没有页面", "the server answered {status} without a page"},
    {"look.own_error", "页面是服务器自身的错误页（{status}）", "the page is the server's own error, with status {status}"},
    {"look.no_such_page", "页面标题说明该页不存在", "the page's title says that there is no such page"},
    {"look.too_long", "页面超出读取上限，已读部分不展示该商品", "the page is larger than what is read of one, and its beginning does not show the offer"},
    {"look.not_whole", "页面未能完整读取：{why}", "the page could not be read whole: {why}"},
    {"look.past_cap", "超出上限", "past a cap"},
    {"look.no_address", "该商品没有可访问的地址", "the listing has no address that can be asked for"},
    {"look.no_source", "平台 {platform} 没有来源包含主机 {host}：请添加来源，或者人工查看", "no source of {platform} has the host {host}: add one, or look by hand"},
    {"look.robots_no", "robots.txt 不允许{line}", "robots.txt says no{line}"},
    {"look.robots_unread", "{origin} 的 robots.txt 无法读取{why}", "the robots.txt of {origin} could not be read{why}"},
    {"look.crawl_is_there", "采集正在访问 {origin}", "the crawl is at {origin}"},
    {"look.long_pauses", "{origin} 要求的间隔长于一次查看", "{origin} asks for longer pauses than a look takes"},
    {"look.to_no_address", "页面跳转到无效的或者含有密码的地址", "it leads to an address that is none, or holds a password"},
    {"look.circle", "页面循环跳转", "it leads round in a circle"},
    {"look.too_many", "页面跳转超过 {n} 次", "it leads on more than {n} times"},
    // Rights.
    {"right.status", "权利状态为“{status}”", "the right's status is {status}"},
    {"right.status.expired", "已期满", "expired"},
    {"right.status.cancelled", "已撤销", "cancelled"},
    {"right.status.invalid", "已宣告无效", "invalid"},
    {"right.status.revoked", "已注销", "revoked"},
    {"goods_row.class", "类别{value}不是尼斯类别：填 1 至 45", "class {value} is not a class of the Nice Classification: write 1 to 45"},
    {"goods_row.no_group", "没有类似群：填四位编码，如 2501", "no similar group: write its four digits, such as 2501"},
    {"goods_row.group", "类似群{value}不对：填四位编码，前两位是类别，如 2501", "group {value} is not a similar group: write four digits, the first two of them the class, such as 2501"},
    {"goods_row.group_again", "类似群 {group} 在第 {line} 行属第 {class} 类，这里又写在第 {here} 类：改正其中一处", "group {group} stands in class {class} on line {line} and is repeated here in class {here}: mend one of the two"},
    {"goods_row.group_class", "类似群 {group} 不属第 {class} 类：前两位就是类别", "group {group} is not of class {class}: its first two digits are the class"},
    {"goods_row.part", "部分{value}不是部分的序号：填 1 或（一），或者留空", "part {value} is not the number of a part: write 1 or （一）, or leave it empty"},
    {"goods_row.two_parts", "类似群{group}与部分{part}写了两个部分：只留一个", "group {group} and part {part} name two parts: write one of them"},
    {"goods_row.nothing", "既没有商品也没有注释：填编号和名称，或删去这一行", "neither item nor note: give the item's number and name, or take the row out"},
    {"goods_row.no_number", "没有商品编号：填六位数字，中国增补项目为 C 加六位数字", "no item number: write six digits, or C and six digits for a Chinese addition"},
    {"goods_row.number", "商品编号{value}不对：填六位数字，中国增补项目为 C 加六位数字", "item number {value} is malformed: write six digits, or C and six digits for a Chinese addition"},
    {"goods_row.no_name", "商品 {item} 没有名称：至少填一个", "item {item} has no name: write at least one"},
    {"goods_row.names", "商品 {item} 的名称超过 20 个：删去一些", "item {item} has more than 20 names: take some out"},
    {"goods_row.name_long", "商品 {item} 有超过 200 字的名称：缩短，或用分号隔开各写法", "item {item} has a name of more than 200 characters: shorten it, or part its spellings by ;"},
    {"goods_row.name_empty", "商品 {item} 的名称{value}里没有文字", "item {item} has the name {value}, in which there is no letter or ideograph"},
    {"goods_row.item_again", "商品 {item} 在第 {line} 行已列入类似群 {group}：删去其中一处", "item {item} came before in group {group}, on line {line}: take one of the two out"},
    {"goods_row.cross", "交叉检索的类似群 {group} 不在表中：改正编码，或删去", "cross reference: group {group} is in no row of the table: mend the number, or take the reference out"},
    {"right.from", "权利自 {day} 起才有效", "the right is in force only from {day}"},
    {"right.to", "权利已于 {day} 届满", "the right ended on {day}"},
    {"right.no_notice", "{why}：不得就此发出通知", "{why}: no notice is given of it"},
    {"right.not_then", "{why}，而行为发生于 {day}", "{why}, and the act was on {day}"},
    {"right.unregistered", "权利已不在登记中", "the right is not registered any more"},
    // What stands open of a case, and what is refused.
    {"case.not_at_end", "案件尚未了结：{zh}。请先办结，或者说明为何仍要结案", "the case is not at its end: {en}: bring it there, or say why it is closed despite that"},
    {"case.clue_open", "案件的线索尚未办结：请先办结", "a clue of the case is still open: bring it to its end first"},
    {"case.not_identified", "权利人尚未答复辨认 {id}：请先撤回", "the holder has not answered identification {id}: withdraw it first"},
    {"case.needs_outcome", "请选择案件的结果：{codes}", "say what came of the case: {codes}"},
    {"case.needs_reason", "请写明理由", "to {act} a case needs a reason"},
    {"open.more", "另有 {count} 项", "and {count} more"},
    {"open.notice_queued", "通知 {notice} 待复核", "notice {notice} waits for its release"},
    {"open.notice_not_sent", "通知 {notice} 已放行，尚未发出", "notice {notice} is released and not sent"},
    {"open.in_outbox", "通知 {notice} 的发送 {id} 仍在发件箱中", "delivery {id} of notice {notice} is in the outbox"},
    {"open.delivery_unknown", "通知 {notice} 的发送 {id} 不知是否送达", "nobody knows whether delivery {id} of notice {notice} arrived"},
    {"open.notice_unanswered", "通知 {notice} 有 {count} 个商品尚无结果", "notice {notice} waits for an answer on {count} listing(s)"},
    {"open.counter_notice", "声明 {id} 待决定", "counter-notice {id} waits for a decision"},
    {"lint.refuses", "检查未通过：{zh}", "the linter refuses: {en}"},
    {"lint.only_head", "只有负责人可以坚持：{zh}", "only the head may insist: {en}"},
    {"lint.needs_reason", "负责人坚持时须写明理由：{zh}", "the head's reason is missing: {en}"},
    {"lint.every_listing", "所有商品都未通过检查：{zh}", "every listing is refused: {en}"},
    {"act.not_in_state", "{thing}当前为“{state}”，不能{act}", "{thing} that is {state} cannot be given a {act}"},
    // States and acts in words; in English they are the codes.
    {"state.notice.draft", "草稿", "draft"},
    {"state.notice.queued", "待复核", "queued"},
    {"state.notice.approved", "已放行", "approved"},
    {"state.notice.sent", "已发出", "sent"},
    {"state.notice.withdrawn", "已撤回", "withdrawn"},
    {"state.notice.closed", "已办结", "closed"},
    {"state.counter_notice.received", "待决定", "received"},
    {"state.counter_notice.restoring", "等待恢复", "restoring"},
    {"state.counter_notice.withdrawn", "通知已撤回", "withdrawn"},
    {"state.counter_notice.escalated", "已投诉或起诉", "escalated"},
    {"state.counter_notice.restored", "已恢复", "restored"},
    {"act.notice.give_back", "退回", "give_back"},
    {"act.notice.release", "放行", "release"},
    {"act.notice.send", "登记已发出", "send"},
    {"act.notice.acknowledge", "登记平台已收到", "acknowledge"},
    {"act.notice.withdraw", "撤回", "withdraw"},
    {"act.notice.close", "办结", "close"},
    {"act.notice.deliver", "放入发件箱", "deliver"},
    {"act.counter_notice.withdraw", "撤回通知", "withdraw"},
    {"act.counter_notice.let_restore", "不再争议，等其恢复", "let_restore"},
    {"act.counter_notice.extend", "延长期限", "extend"},
    {"act.counter_notice.complain", "登记已投诉", "complain"},
    {"act.counter_notice.sue", "登记已起诉", "sue"},
    {"thing.notice", "通知", "a notice"},
    {"thing.counter_notice", "声明", "a counter-notice"},
    {"notice.in_outbox", "通知在发件箱中（{state}）：请先取消发送 {delivery}，或者在那里说明已送达",
     "the notice is in the outbox ({state}): cancel delivery {delivery} first, or say there that it arrived"},
    {"notice.no_country", "平台所在国家未知：请选择法律依据，或者在来源中填写区划", "the platform's country is not known: choose the law, or give its source a region"},
    {"notice.no_regime", "没有适用于“{country}”平台的法律依据：请自行选择", "no regime for platforms in \"{country}\": choose one"},
    {"counter_notice.told_late", "须在 {due} 之前告知平台：措施将终止，另行通知须有新的理由",
     "the platform had to be told before {due}: the measure ends, and a new notice would need new grounds"},
    {"counter_notice.extended", "期限已经延长过一次", "the term was extended already"},
    {"counter_notice.no_term", "没有可以延长的期限", "no term runs that could be extended"},
    {"counter_notice.term_over", "期限已于 {due} 届满，不能再延长", "the term ended at {due}: it cannot be extended any more"},
    {"counter_notice.never_sent", "通知从未发出，不可能有人答复", "the notice was never sent: nobody can answer it"},
    // The administrative procedure.
    {"thing.clue", "线索", "a clue"},
    {"state.clue.clue", "核查中", "clue"},
    {"state.clue.filed", "已立案", "filed"},
    {"state.clue.suspended", "已中止", "suspended"},
    {"state.clue.transfer_proposed", "待批移送", "transfer_proposed"},
    {"state.clue.transfer_approved", "待移送", "transfer_approved"},
    {"state.clue.transferred", "已移送", "transferred"},
    {"state.clue.decided", "已决定", "decided"},
    {"state.clue.published", "已公开", "published"},
    {"state.clue.changed", "已变更", "changed"},
    {"state.clue.closed", "已结", "closed"},
    {"act.clue.file", "立案", "file"},
    {"act.clue.drop", "不予立案", "drop"},
    {"act.clue.extend_check", "延长核查期限", "extend_check"},
    {"act.clue.assign", "移交其他区划", "assign"},
    {"act.clue.preserve", "先行登记保存证据", "preserve"},
    {"act.clue.dispose", "处理所保存的证据", "dispose"},
    {"act.clue.suspend", "中止", "suspend"},
    {"act.clue.resume", "恢复", "resume"},
    {"act.clue.propose_transfer", "提请移送公安", "propose_transfer"},
    {"act.clue.refuse_transfer", "不批准移送", "refuse_transfer"},
    {"act.clue.approve_transfer", "批准移送", "approve_transfer"},
    {"act.clue.hand_over", "移送", "hand_over"},
    {"act.clue.police_receive", "公安已签收", "police_receive"},
    {"act.clue.police_file", "公安已立案", "police_file"},
    {"act.clue.police_refuse", "公安不予立案", "police_refuse"},
    {"act.clue.hand_goods", "移交涉案物品", "hand_goods"},
    {"act.clue.ask_review", "提请复议", "ask_review"},
    {"act.clue.review_answered", "复议已答复", "review_answered"},
    {"act.clue.ask_supervision", "建议检察监督", "ask_supervision"},
    {"act.clue.decide", "作出处罚决定", "decide"},
    {"act.clue.serve", "送达决定书", "serve"},
    {"act.clue.publish", "公开决定", "publish"},
    {"act.clue.change", "决定被变更或撤销", "change"},
    {"act.clue.take_down", "撤下已公开的决定", "take_down"},
    {"act.clue.close", "结案", "close"},
    {"time.to_come", "不可能发生于 {at}：该时间尚未到来", "it cannot have been done at {at}, which is still to come"},
    {"clue.before_last", "不可能发生于 {at}：上一步发生于 {before}", "it cannot have been done at {at}: the step before was at {before}"},
    {"clue.lacks_document", "移送材料缺少“{zh}”", "the hand-over lacks the document {code} ({en})"},
    {"clue.needs_reason", "“{act}”须写明理由", "the act {act} needs a reason"},
    {"clue.needs_second", "“{act}”须有第二名执法人员：请填写其账号", "the act {act} needs a second officer: name the account"},
    {"clue.no_officer", "“{login}”不是本单位的执法人员", "\"{login}\" is no officer of this organisation"},
    {"clue.same_officer", "第二名执法人员须是另一人", "the second officer is another person than the first"},
    {"clue.another_person", "“{act}”须由没有登记线索、也没有办理上一步的人进行", "{act} must be done by another person than those who opened the clue or took its last step"},
    {"clue.nothing_waits", "没有正在等待“{act}”的期限", "nothing is waiting for a {act}: no such term was started"},
    {"clue.extended", "核查期限已经延长过", "the check was extended already"},
    {"clue.check_over", "核查期限已届满，不能再延长", "the term of the check is over: it cannot be extended any more"},
    {"clue.case_closed", "案件已结：请先重新打开", "the case is closed: reopen it first"},
    {"clue.open_there", "该案件在这一区划已有未办结的线索", "the case has an open clue for that region already"},
    // Identification by the holder.
    {"identification.no_case", "线索不在未结的案件中：请先立案", "the flag is in no open case: make one of it first"},
    {"identification.not_holder", "只有持有该权利的账号可以代权利人答复", "only an account that holds the right answers for its holder"},
    {"identification.not_asked", "该辨认{state}", "the question is {state} already"},
    {"state.identification.answered", "已答复", "answered"},
    {"state.identification.withdrawn", "已撤回", "withdrawn"},
    {"identification.not_ours", "只有提出辨认的单位可以撤回", "only the organisation that asked withdraws its question"},
    // What a recipient did.
    {"measure.why_refused", "请选择拒绝的理由：{codes}", "say why it was refused: {codes}"},
    {"measure.other_needs_note", "理由为“其他”时须写明说明", "the reason \"other\" needs a note that says it"},
    {"measure.when_taken", "请填写下架时间，例如 2026-12-20T09:00:00+08:00", "say when the recipient took it down, such as 2026-12-20T09:00:00+08:00"},
    {"measure.taken_to_come", "不可能下架于 {at}：该时间尚未到来", "it cannot have been taken down at {at}, which is still to come"},
    {"measure.taken_before", "通知于 {asked} 发出，不会因此在 {at} 下架", "the notice went out at {asked}: it was not taken down for it at {at}"},
    {"measure.not_now", "该措施{state}，不能作这样的记录", "of a measure that is {state} nothing such can be recorded"},
    {"state.measure.asked", "已通知", "asked"},
    {"state.measure.taken", "已下架", "taken"},
    {"state.measure.refused", "被拒", "refused"},
    {"state.measure.back", "又出现", "back"},
    {"state.measure.ended", "已恢复", "ended"},
    {"state.measure.dropped", "已撤回", "dropped"},
    {"measure.changed", "这项措施已被他人修改：请重新读取", "the measure was changed meanwhile: read it again"},
};

const SaidRow* FindSaid(std::string_view code) {
  const auto row = std::find_if(std::begin(kSaid), std::end(kSaid), [&](const SaidRow& one) { return one.code == code; });
  return row == std::end(kSaid) ? nullptr : &*row;
}

// The JSON behind the mark; null for plain text and for what is no sentence of ours.
Json SaidJson(std::string_view text) {
  const size_t mark = text.find(kSaidMark);
  if (mark == std::string_view::npos) return nullptr;
  Result<Json> json = ParseJson(text.substr(mark + 1));
  return json && json->is_object() && JsonMember(*json, "args") ? std::move(*json) : Json(nullptr);
}

std::string WordsOf(std::string_view text, std::string_view lang, int depth) {
  const size_t mark = text.find(kSaidMark);
  if (mark == std::string_view::npos) return std::string(text);
  const Json said = SaidJson(text);
  const std::string code = said.is_null() ? "" : JsonText(said, "code");
  const SaidRow* row = depth < kMaxSaidDepth ? FindSaid(code) : nullptr;
  if (!row) return std::string(text.substr(0, mark)) + code;
  const std::string_view pattern = lang == "zh" ? row->zh : row->en;
  std::string words(text.substr(0, mark));
  for (size_t at = 0; at < pattern.size();) {
    const size_t end = pattern[at] == '{' ? pattern.find('}', at) : std::string_view::npos;
    if (end == std::string_view::npos) {
      words += pattern[at++];
      continue;
    }
    words += WordsOf(JsonText(said["args"], std::string(pattern.substr(at + 1, end - at - 1)).c_str()), lang, depth + 1);
    at = end + 1;
  }
  return words;
}

}  // namespace

Said Say(std::string_view code, std::initializer_list<std::pair<std::string_view, std::string>> args) {
  Json json = {{"code", code}, {"args", Json::object()}};
  for (const auto& [name, value] : args) json["args"][std::string(name)] = value.substr(0, kMaxSaidBytes);
  Said said;
  said.kept_ = kSaidMark + DumpJson(json);
  return said;
}

Said SayNotInState(const std::string& machine, const std::string& state, const std::string& act) {
  return Say("act.not_in_state", {{"thing", Say("thing." + machine).kept()}, {"state", Say("state." + machine + "." + state).kept()}, {"act", Say("act." + machine + "." + act).kept()}});
}

std::string Said::In(std::string_view lang) const { return InWords(kept_, lang); }

std::string InWords(std::string_view text, std::string_view lang) { return WordsOf(text, lang, 0); }

std::string SaidCode(std::string_view text) {
  const Json said = SaidJson(text);
  return said.is_null() ? "" : JsonText(said, "code");
}

std::string SaidArgs(std::string_view text) {
  const Json said = SaidJson(text);
  return said.is_null() ? "{}" : DumpJson(said["args"]);
}

tl::unexpected<Error> Fail(ErrorCode code, const Said& said) { return tl::unexpected<Error>(Error{code, said.In("en"), said.kept()}); }

const std::string& LineOf(const Error& error) { return error.said.empty() ? error.message : error.said; }

const SaidRow* SaidTable(size_t& count) {
  count = std::size(kSaid);
  return kSaid;
}

}  // namespace markwarden
