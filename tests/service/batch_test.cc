// Batch files, the connectors that make them, and files that people hand in.
#include "service/batch.h"

#include "service/outbox.h"
#include "service/uploads.h"
#include "tests/service/outbox_fixture.h"

namespace markwarden {
namespace {

class BatchTest : public OutboxFixture {
 protected:
  void ExpectNoBatch(ErrorCode code, const std::string& says) {
    const auto batch = MakeNoticeBatch(*service_, officer_, "shopx", false);
    ASSERT_FALSE(batch) << says;
    EXPECT_EQ(batch.error().code, code);
    EXPECT_NE(batch.error().message.find(says), std::string::npos) << batch.error().message;
  }
};

TEST_F(BatchTest, ConnectorsAreVersionsOfAnOrganisation) {
  ExpectRefused(AddConnector(*service_, officer_, DeskYaml("")), ErrorCode::kDenied, "connector.manage");
  ExpectRefused(AddConnector(*service_, head_, "id: x"), ErrorCode::kInvalid, "connector:");
  std::string bad = DeskYaml("resolve: {a.example: nowhere}\n");
  ExpectRefused(AddConnector(*service_, head_, bad), ErrorCode::kInvalid, "no address");
  ASSERT_TRUE(AddConnector(*service_, head_, DeskYaml("# second\n")));
  ExpectRefused(AddConnector(*service_, head_, DeskYaml("")), ErrorCode::kConflict, "was a version");
  EXPECT_EQ((*ListConnectors(*service_, officer_))["items"].size(), 1u) << "who sends has to choose one";
  const auto checked = CheckConnector(*service_, head_, "desk", 0);
  ASSERT_TRUE(checked);
  EXPECT_EQ((*checked)["ok"], true) << checked->dump();
  EXPECT_EQ(checked->dump().find("s3cret"), std::string::npos);
  EXPECT_EQ(desk_.requests().size(), 0u) << "checking sends nothing";
}

TEST_F(BatchTest, ABatchFileSendsNothing) {
  ExpectNoBatch(ErrorCode::kNotFound, "no released notice waits");
  const Id notice = Released();
  const auto csv = MakeNoticeBatch(*service_, officer_, "shopx", false);
  ASSERT_TRUE(csv) << csv.error().message;
  EXPECT_EQ(csv->view["notices"], Json::array({IdToString(notice)}));
  EXPECT_EQ(csv->view["rows"], 1);
  EXPECT_EQ(csv->view["left"], 0);
  EXPECT_NE(csv->bytes.find("https://shopx.example/item/1"), std::string::npos) << csv->bytes;
  const auto book = MakeNoticeBatch(*service_, officer_, "shopx", true);
  ASSERT_TRUE(book) << book.error().message;
  EXPECT_TRUE(book->bytes.starts_with("PK"));
  EXPECT_EQ(State(notice), "approved") << "nothing counts as sent";
  EXPECT_EQ(Pass().accepted, 0);
  MustPut(notice);
  ExpectNoBatch(ErrorCode::kNotFound, "no released notice waits");
}

// What is handed in is told by its bytes and kept as it is.
TEST_F(BatchTest, FilesThatAreHandedIn) {
  const struct { const char* why; std::string bytes; const char* type; } cases[] = {
      {"PDF", "%PDF-1.7\n...", "application/pdf"},
      {"PNG", std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16), "image/png"},
      {"JPEG", std::string("\xff\xd8\xff\xe0\0\x10JFIF", 10), "image/jpeg"},
      {"a mail", "Received: from a by b\r\nSubject: x\r\n\r\nhello", "message/rfc822"},
      {"a page", "\n<!DOCTYPE html><html>", "text/html"},
      {"text", "受理编号：123\n", "text/plain"},
      {"text that talks of hosts", "http://a.example: yes", "text/plain"},
      {"a program", std::string("\x7f" "ELF\2\1\1\0", 8), ""},
      {"an archive", std::string("PK\3\4\0\0", 6), ""},
      {"a GIF", "GIF89a1234567890", ""},
      {"nothing", "", ""},
      {"blanks", " \n", ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(HandedInType(c.bytes), c.type) << c.why;
    const auto kept = KeepUpload(*service_, officer_, c.bytes);
    EXPECT_EQ(kept.has_value(), *c.type != 0) << c.why;
    if (kept) {
      EXPECT_EQ((*kept)["sha256"], Sha256Hex(c.bytes));
    }
  }
  EXPECT_TRUE(KeepUpload(*service_, officer_, "x" + std::string(kMaxHandedInBytes - 1, 'x')));
  EXPECT_EQ(KeepUpload(*service_, officer_, std::string(kMaxHandedInBytes + 1, 'x')).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(KeepUpload(*service_, Person("pei", "auditor"), "x").error().code, ErrorCode::kDenied);

  const Id notice = Released();
  NoticeDeed deed{.act = "send", .channel = "platform_form", .sent_at = FormatTime(service_->clock().Now()), .receipt = "P-1", .receipt_sha256 = Sha256Hex("never handed in")};
  ExpectRefused(ActOnNotice(*service_, officer_, notice, deed), ErrorCode::kInvalid, "upload the receipt first");
  deed.receipt_sha256 = Sha256Hex(cases[0].bytes);
  const auto sent = ActOnNotice(*service_, officer_, notice, deed);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ((*sent)["sending"]["receipt_sha256"], deed.receipt_sha256);
}

}  // namespace
}  // namespace markwarden
