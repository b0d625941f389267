// Captures: written, read back, cut off, sealed; and what a kill or a full disk leaves.
#include "store/segments.h"

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "core/formats/warc.h"
#include "core/merkle.h"
#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

using SegmentsTest = StoreTest;

TEST_F(SegmentsTest, GivesBackTheExchangeAsItWas) {
  Exchange page = PageAt("http://shop1.test/a", std::string("bytes\0with a nul", 16));
  page.tls = "TLSv1.3 TLS_AES_256_GCM_SHA384";
  const CaptureRef ref = Capture({page}).front();
  const Exchange back = Must(ReadCapture(*store_, *db_, ref.id));
  EXPECT_EQ(back.url, page.url);
  EXPECT_EQ(back.request_head, page.request_head);
  EXPECT_EQ(back.response_head, page.response_head);
  EXPECT_EQ(back.body, page.body);
  EXPECT_EQ(back.status, 200);
  EXPECT_EQ(back.remote_ip, page.remote_ip);
  EXPECT_EQ(back.tls, page.tls);
  EXPECT_EQ(back.duration, page.duration);
  EXPECT_EQ(back.started, page.started);
  EXPECT_EQ(ref.payload_sha256, Sha256Hex(page.body));
  EXPECT_EQ(Must(ReadBlob(*store_, *db_, ref.payload_sha256)), page.body);
  EXPECT_EQ(Must(FindCaptureByUrl(*db_, page.url))->id, ref.id);
  EXPECT_EQ(Must(FindCaptureByPayload(*db_, ref.payload_sha256))->content_type, "text/html; charset=utf-8");
}

TEST_F(SegmentsTest, BytesWithoutHttpBecomeAResource) {
  Exchange picture;
  picture.url = "urn:sha256:logo.png";
  picture.body = "\x89PNG";
  picture.started = clock_.Now();
  auto writer = Must(CaptureWriter::Open(*store_, *db_, "import"));
  Must(writer->Append(picture, {.kind = CaptureKind::kHandedIn, .content_type = "image/png"}));
  const auto refs = InTx([&](Transaction& tx) { return Must(writer->Commit(tx)); });
  EXPECT_EQ(Must(ReadBlob(*store_, *db_, refs[0].payload_sha256)), picture.body);
  EXPECT_EQ(Must(FindBlob(*db_, refs[0].payload_sha256))->content_type, "image/png");
  EXPECT_EQ(Must(FindCapture(*db_, refs[0].id))->kind, CaptureKind::kHandedIn);
}

TEST_F(SegmentsTest, TheSameCaptureIdIsStoredOnce) {
  auto writer = Must(CaptureWriter::Open(*store_, *db_, "crawl"));
  const Id id = store_->ids().Next();
  CaptureMeta meta;
  meta.id = id;
  Must(writer->Append(PageAt("http://shop1.test/a", "first"), meta));
  InTx([&](Transaction& tx) { return Must(writer->Commit(tx)); });
  Must(writer->Append(PageAt("http://shop1.test/a", "second"), meta));
  const auto refs = InTx([&](Transaction& tx) { return Must(writer->Commit(tx)); });
  EXPECT_EQ(refs[0].payload_sha256, Sha256Hex("first"));
  EXPECT_EQ(Must(CountCaptures(*db_)), 1);
}

TEST_F(SegmentsTest, ARollbackCutsTheBytesOff) {
  Capture({PageAt("http://shop1.test/a", "kept")});
  auto writer = Must(CaptureWriter::Open(*store_, *db_, "crawl"));
  const SegmentRecord before = Must(ListSegments(*db_)).front();
  {
    Must(writer->Append(PageAt("http://shop1.test/b", "dropped"), {}));
    const auto tx = Must(db_->Begin());
    Must(writer->Commit(*tx));
    EXPECT_EQ(writer->Append(PageAt("http://shop1.test/c", "too early"), {}).error().code, ErrorCode::kInvalid);
  }
  EXPECT_EQ(static_cast<int64_t>(std::filesystem::file_size(store_->dir() / before.file)), before.committed_length);
  EXPECT_EQ(Must(CountCaptures(*db_)), 1);
  Must(writer->Append(PageAt("http://shop1.test/d", "after"), {}));
  const auto refs = InTx([&](Transaction& tx) { return Must(writer->Commit(tx)); });
  EXPECT_EQ(Must(ReadCapture(*store_, *db_, refs[0].id)).body, "after");
}

TEST_F(SegmentsTest, WritersOfOneNameTakeTurnsInFiles) {
  auto first = Must(CaptureWriter::Open(*store_, *db_, "import"));
  auto second = Must(CaptureWriter::Open(*store_, *db_, "import"));
  Must(first->Append(PageAt("http://a.test/", "1"), {}));
  Must(second->Append(PageAt("http://b.test/", "2"), {}));
  InTx([&](Transaction& tx) { Must(first->Commit(tx)); return Must(second->Commit(tx)); });
  EXPECT_EQ(Must(ListSegments(*db_)).size(), 2u);
}

TEST_F(SegmentsTest, RotatesPastItsSize) {
  auto writer = Must(CaptureWriter::Open(*store_, *db_, "crawl", {.rotate_bytes = 1000}));
  for (int i = 0; i < 3; ++i) {
    Must(writer->Append(PageAt("http://shop1.test/" + std::to_string(i), std::string(1500, 'x')), {}));
    InTx([&](Transaction& tx) { return Must(writer->Commit(tx)); });
  }
  const auto segments = Must(ListSegments(*db_));
  ASSERT_EQ(segments.size(), 3u);
  for (const SegmentRecord& segment : segments) EXPECT_EQ(segment.state, "closed");
  InTx([&](Transaction& tx) { return Must(SealAll(tx)); });
  for (const SegmentRecord& segment : Must(ListSegments(*db_))) EXPECT_EQ(segment.state, "sealed");
}

// A child process that dies between the sync of the bytes and the rows, or inside the transaction.
TEST_F(SegmentsTest, AKillLosesNothingSealed) {
  const CaptureRef kept = Capture({PageAt("http://shop1.test/kept", "kept")}).front();
  InTx([&](Transaction& tx) { return Must(SealAll(tx)); });
  Must(SequenceEvents(*db_));
  enum Point { kAfterAppend, kInsideTransaction, kNewSegment };
  for (const Point point : {kAfterAppend, kInsideTransaction, kNewSegment}) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto store = Store::Open(dir_ / "store", &clock_);
      auto db = (*store)->OpenCase();
      auto writer = CaptureWriter::Open(**store, **db, point == kNewSegment ? "fresh" : "crawl");
      for (int i = 0; i < 3; ++i) {
        if (!(*writer)->Append(PageAt("http://shop1.test/lost", "lost"), {})) ::_exit(3);
      }
      if (point != kAfterAppend) {
        auto tx = (*db)->Begin();
        if (!(*writer)->Commit(**tx)) ::_exit(4);
        if (!AppendEvent(**tx, EventBy(officer_, "lost", "capture", 1))) ::_exit(5);
        ::_exit(0);  // mid-transaction: no destructor runs
      }
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0) << "point " << point;
    const auto writer = Must(CaptureWriter::Open(*store_, *db_, point == kNewSegment ? "fresh" : "crawl"));
    EXPECT_GT(writer->cut_bytes(), 0) << "point " << point;
    EXPECT_EQ(Must(CountCaptures(*db_)), 1) << "point " << point;
    EXPECT_EQ(Must(ReadCapture(*store_, *db_, kept.id)).body, "kept");
    EXPECT_TRUE(Must(SealOfCapture(*db_, kept.id)).event_no.has_value());
    Must(CheckLog(*db_));
  }
  const auto again = Must(CaptureWriter::Open(*store_, *db_, "crawl"));
  EXPECT_EQ(again->cut_bytes(), 0);
}

TEST_F(SegmentsTest, SaysWhenStoredBytesAreGoneOrChanged) {
  const CaptureRef ref = Capture({PageAt("http://shop1.test/a", "evidence")}).front();
  const SegmentRecord segment = Must(ListSegments(*db_)).front();
  const auto file = store_->dir() / segment.file;
  const BlobRecord blob = *Must(FindBlob(*db_, ref.payload_sha256));
  {
    std::fstream edit(file, std::ios::in | std::ios::out | std::ios::binary);
    edit.seekp(blob.offset);
    edit.put('E');
  }
  EXPECT_EQ(ReadBlob(*store_, *db_, ref.payload_sha256).error().code, ErrorCode::kInternal);
  EXPECT_EQ(ReadCapture(*store_, *db_, ref.id).error().code, ErrorCode::kInternal);
  std::filesystem::resize_file(file, 10);
  EXPECT_EQ(CaptureWriter::Open(*store_, *db_, "crawl").error().code, ErrorCode::kInternal);
}

TEST_F(SegmentsTest, EveryCaptureIsSealedUnderAProvableRoot) {
  std::vector<Exchange> pages;
  for (int i = 0; i < 5; ++i) pages.push_back(PageAt("http://shop1.test/" + std::to_string(i), "page " + std::to_string(i)));
  const auto refs = Capture(pages);
  EXPECT_EQ(Must(CountUnsealed(*db_)), 5);
  EXPECT_EQ(Must(SealOfCapture(*db_, refs[0].id)).seal, 0);
  const auto seals = InTx([&](Transaction& tx) { return Must(SealAll(tx)); });
  ASSERT_EQ(seals.size(), 1u);
  EXPECT_EQ(seals[0].captures, 5);
  EXPECT_EQ(Must(CountUnsealed(*db_)), 0);
  std::vector<Sha256Digest> leaves;
  for (const CaptureRef& ref : refs) leaves.push_back(LeafHash(FromHex(ref.digest)));
  EXPECT_EQ(seals[0].root, ToHex(MerkleRoot(leaves)));
  EXPECT_FALSE(Must(SealOfCapture(*db_, refs[4].id)).event_no);
  Must(SequenceEvents(*db_));
  const SealedInfo info = Must(SealOfCapture(*db_, refs[4].id));
  EXPECT_EQ(info.event_no, 0);
  EXPECT_EQ(info.root, seals[0].root);
  // What comes later is sealed by the next one.
  const CaptureRef later = Capture({PageAt("http://shop1.test/later", "later")}).front();
  EXPECT_EQ(Must(SealOfCapture(*db_, later.id)).seal, 0);
  EXPECT_EQ(InTx([&](Transaction& tx) { return Must(SealAll(tx)); }).size(), 1u);
  EXPECT_NE(Must(SealOfCapture(*db_, later.id)).seal, info.seal);
  EXPECT_TRUE(InTx([&](Transaction& tx) { return Must(SealAll(tx)); }).empty());
}

TEST(FullDiskTest, LosesNothingAndSaysWhatToDo) {
  const std::filesystem::path mount = NewTempDir();
  if (::mount("tmpfs", mount.c_str(), "tmpfs", 0, "size=4m") != 0) {
    std::filesystem::remove(mount);
    GTEST_SKIP() << "needs the right to mount a small tmpfs";
  }
  {
    auto store = Must(Store::Create(mount / "store"));
    auto db = Must(store->OpenCase());
    auto writer = Must(CaptureWriter::Open(*store, *db, "crawl"));
    std::vector<CaptureRef> stored;
    ErrorCode code = ErrorCode::kInternal;
    std::string message;
    for (int i = 0; i < 1000; ++i) {
      Result<CaptureRef> appended = writer->Append(PageAt("http://shop1.test/" + std::to_string(i), std::string(20'000, 'x') + std::to_string(i)), {});
      if (!appended) {
        code = appended.error().code;
        message = appended.error().message;
        break;
      }
      Result<std::unique_ptr<Transaction>> tx = db->Begin();
      ASSERT_TRUE(tx);
      Result<std::vector<CaptureRef>> refs = writer->Commit(**tx);
      Status committed = refs ? (*tx)->Commit() : Status(Fail(refs.error()));
      if (!committed) {
        code = committed.error().code;
        message = committed.error().message;
        break;
      }
      stored.push_back(refs->front());
    }
    EXPECT_EQ(code, ErrorCode::kExhausted) << message;
    EXPECT_NE(message.find("free some space"), std::string::npos) << message;
    ASSERT_FALSE(stored.empty());
    for (const CaptureRef& ref : stored) EXPECT_TRUE(ReadCapture(*store, *db, ref.id)) << ref.id;
  }
  ::umount2(mount.c_str(), MNT_DETACH);
  std::filesystem::remove(mount);
}

}  // namespace
}  // namespace markwarden
