// A complete case in invented names, for every test of the room.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "reports/notice_draft.h"
#include "reports/regime.h"

namespace markwarden::testing {

inline std::filesystem::path LawDir() { return std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "reports/law"; }

inline const std::vector<Regime>& Regimes() {
  static const std::vector<Regime> regimes = [] {
    Result<std::vector<Regime>> loaded = LoadRegimes(LawDir());
    EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
    return loaded ? std::move(*loaded) : std::vector<Regime>{};
  }();
  return regimes;
}

inline const Regime& RegimeOf(std::string_view id) {
  for (const Regime& regime : Regimes()) {
    if (regime.id == id) return regime;
  }
  ADD_FAILURE() << "no regime " << id;
  return Regimes().front();
}

inline Signal TextSignal(std::string detector, std::string matched, std::string decoded, double db) {
  Signal signal;
  signal.detector = std::move(detector);
  signal.field = "title";
  signal.span = Span{0, static_cast<int64_t>(matched.size())};
  signal.matched = std::move(matched);
  signal.decoded = std::move(decoded);
  signal.db = db;
  return signal;
}

inline DraftItem SuspectedItem(int number) {
  const std::string n = std::to_string(number);
  DraftItem item;
  item.listing.url = "https://shop1.test/item/10" + n + "?sku=red&size=42";
  item.listing.item_id = "10" + n;
  item.listing.title = "北guo运动鞋 透气轻便 第" + n + "款";
  item.listing.price = Price{.amount = "199.00", .amount_max = {}, .currency = "CNY"};
  item.listing.seller.name = "晨星鞋业专营店";
  item.listing.seller.id = "s-88";
  item.flag.right_id = "tm-1";
  item.flag.signals.push_back(TextSignal("text.sound.pinyin", "北guo", "北果", 12.5));
  Signal picture;
  picture.detector = "picture.copy";
  picture.field = "images[1]";
  picture.ref = "logo.png";
  picture.sha256 = std::string(64, 'e');
  picture.db = 9;
  item.flag.signals.push_back(picture);
  item.flag_id = "71" + n;
  item.capture_id = "90" + n;
  item.captured_at = "2026-11-22T03:04:05Z";
  item.payload_sha256 = std::string(64, 'a');
  item.sealed_event = "55" + n;
  return item;
}

inline DraftInput CnInput(int items = 2) {
  DraftInput input;
  input.regime = &RegimeOf("cn-ecommerce-42");
  input.notice_id = "MW-2026-0001";
  input.created_at = "2026-11-23T08:00:00Z";
  input.right.id = "tm-1";
  input.right.kind = RightKind::kTrademark;
  input.right.title = "北果";
  input.right.names = {"北果"};
  input.right.reg_no = "98765432";
  input.right.jurisdiction = "CN";
  input.right.classes = {25, 35};
  input.right.valid_from = "2020-01-07";
  input.right.valid_to = "2030-01-06";
  input.right.holder.name = "哈尔滨北果体育用品有限公司";
  input.right.holder.id = "91230100MA0EXAMPLE";
  input.right.holder.extra = {{"address", "黑龙江省哈尔滨市南岗区示例街1号"}, {"email", "ip@beiguo.test"},
                              {"phone", "0451-00000000"}, {"id_type", "credit_code"}};
  input.proofs = {{"商标注册证.pdf", std::string(64, 'b')}};
  input.recipient = {.platform = "shop1", .name = "示例电子商务有限公司", .country = "CN", .address = "",
                     .email = "ipr@shop1.test", .form = ""};
  for (int i = 1; i <= items; ++i) input.items.push_back(SuspectedItem(i));
  input.declarations = {.truthfulness = true, .good_faith = true, .accuracy = false, .perjury = false};
  input.signer = {.name = "林晓", .role = "holder", .method = "electronic", .time = "2026-11-23T08:05:00Z"};
  return input;
}

inline DraftInput UsInput() {
  DraftInput input = CnInput(1);
  input.regime = &RegimeOf("us-512c3");
  input.notice_id = "MW-2026-0002";
  input.right.kind = RightKind::kCopyright;
  input.right.title = "\"Morning Star\" product photographs";
  input.right.reg_no = "VA 0-000-000";
  input.right.jurisdiction = "US";
  input.right.classes.clear();
  input.right.holder.name = "Beiguo Sports Inc.";
  input.right.holder.extra = {{"address", "1 Example Street, Springfield"}, {"email", "ip@beiguo.test"}, {"phone", "+1 555 0100"}};
  input.recipient = {.platform = "shop5", .name = "Example Marketplace LLC", .country = "US", .address = "2 Example Avenue, Springfield",
                     .email = "dmca@shop5.test", .form = ""};
  input.items[0].listing.title = "Morning star trainers, light";
  input.items[0].listing.seller.name = "Dawn Shoes";
  input.items[0].flag.signals.erase(input.items[0].flag.signals.begin());
  input.declarations = {.truthfulness = false, .good_faith = true, .accuracy = true, .perjury = true};
  input.signer = {.name = "/s/ Lin Xiao", .role = "holder", .method = "electronic", .time = "2026-11-23T08:05:00Z"};
  return input;
}

// The photographs of UsInput before a recipient of another country.
inline DraftInput CopyrightInput(std::string_view regime, std::string number, NoticeRecipient recipient) {
  DraftInput input = UsInput();
  input.regime = &RegimeOf(regime);
  input.notice_id = std::move(number);
  input.recipient = std::move(recipient);
  input.right.holder.id = "91230100MA0EXAMPLE";
  input.right.holder.extra["id_type"] = "credit_code";
  input.declarations = {.truthfulness = true, .good_faith = true, .accuracy = false, .perjury = false};
  return input;
}

inline DraftInput CnCopyrightInput() {
  DraftInput input = CopyrightInput("cn-copyright-net-14", "MW-2026-0003", {.platform = "disk3", .name = "示例网络存储有限公司", .country = "CN", .address = "",
                                                                            .email = "ipr@disk3.test", .form = ""});
  input.right.jurisdiction = "CN";
  input.right.title = "《晨星》商品摄影作品";
  input.signer.name = "林晓";
  return input;
}

inline DraftInput EuInput() {
  DraftInput input = CopyrightInput("eu-dsa-16", "MW-2026-0004", {.platform = "shop6", .name = "Beispielmarkt GmbH", .country = "DE", .address = "Beispielstraße 1, Berlin",
                                                                  .email = "notice@shop6.test", .form = ""});
  input.right.kind = RightKind::kTrademark;
  input.right.jurisdiction = "EU";
  input.right.title = "Beiguo";
  input.right.reg_no = "EU 000000001";
  input.right.classes = {25};
  return input;
}

inline DraftInput RuInput() {
  DraftInput input = CopyrightInput("ru-149fz-15-7", "MW-2026-0005", {.platform = "shop7", .name = "ООО «Пример»", .country = "RU", .address = "Москва, Примерная улица, 1",
                                                                      .email = "claims@shop7.test", .form = ""});
  input.right.jurisdiction = "RU";
  input.right.title = "Каталог «Утренняя звезда»";
  input.right.holder.name = "ООО «Бэйго Спорт»";
  input.items[0].listing.title = "Кроссовки «Утренняя звезда», лёгкие";
  input.items[0].flag.signals.push_back(TextSignal("text.name", "Утренняя звезда", "", 7));
  input.signer.name = "Линь Сяо";
  return input;
}

inline DraftInput JpInput() {
  DraftInput input = CopyrightInput("jp-ryutsu-platform", "MW-2026-0006", {.platform = "shop8", .name = "見本マーケット株式会社", .country = "JP", .address = "東京都千代田区見本町1",
                                                                           .email = "sample@shop8.test", .form = ""});
  input.right.kind = RightKind::kTrademark;
  input.right.jurisdiction = "JP";
  input.right.title = "北果";
  input.right.reg_no = "第0000001号";
  input.right.classes = {25, 35};
  input.right.holder.name = "北果スポーツ株式会社";
  input.items[0].listing.title = "キタカ運動靴 軽量";
  input.items[0].flag.signals.push_back(TextSignal("text.sound.kana", "キタカ", "", 7));
  input.signer.name = "林暁";
  return input;
}

inline DraftInput KrInput() {
  DraftInput input = CopyrightInput("kr-copyright-103", "MW-2026-0007", {.platform = "shop9", .name = "주식회사 보기마켓", .country = "KR", .address = "서울특별시 보기구 보기로 1",
                                                                         .email = "sample@shop9.test", .form = ""});
  input.right.jurisdiction = "KR";
  input.right.title = "「새벽별」 상품 사진";
  input.right.holder.name = "주식회사 베이궈스포츠";
  input.items[0].listing.title = "새벽별 운동화 경량";
  input.items[0].flag.signals.push_back(TextSignal("text.name", "새벽별", "", 7));
  input.signer.name = "임효";
  return input;
}

// One complete draft for every shipped regime.
inline std::vector<DraftInput> EveryRegime() { return {CnInput(), CnCopyrightInput(), EuInput(), JpInput(), KrInput(), RuInput(), UsInput()}; }

}  // namespace markwarden::testing
