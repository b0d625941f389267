// Notes, checkpoints and proofs as texts: what is taken, what is refused, and that writing gives the same bytes.
#include "core/signed_note.h"

#include <gtest/gtest.h>

#include "core/base64.h"
#include "core/checkpoint.h"
#include "core/merkle.h"
#include "core/signing_key.h"

namespace markwarden {
namespace {

using Keys = std::vector<VerifierKey>;

std::string Signed(const SigningKey& key, const std::string& text) {
  return FormatSignedNote({.text = text, .signatures = {{.name = key.verifier().name, .key_id = key.verifier().id, .signature = key.Sign(text)}}});
}

TEST(Base64Test, TakesOnlyWhatItGives) {
  const struct { const char* bytes; const char* text; } cases[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};  // RFC 4648, 10
  for (const auto& c : cases) {
    EXPECT_EQ(ToBase64(c.bytes), c.text);
    EXPECT_EQ(FromStrictBase64(c.text), c.bytes) << c.text;
  }
  for (const char* wrong : {"Zg", "Zg=", "Zh==", "Zg===", "Zm9v\n", " Zm9v", "Zm9=", "Z-8=", "===="}) EXPECT_FALSE(FromStrictBase64(wrong)) << wrong;
}

// The example of golang.org/x/mod/sumdb/note, which the specification describes: another implementation's key and signature.
TEST(SignedNoteTest, AgreesWithAnotherImplementation) {
  const Result<VerifierKey> key = ParseVerifierKey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  ASSERT_TRUE(key) << key.error().message;
  const std::string text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const Result<SignedNote> note = ParseSignedNote(
      text + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n");
  ASSERT_TRUE(note) << note.error().message;
  EXPECT_EQ(note->text, text);
  EXPECT_TRUE(VerifySignedNote(*note, Keys{*key}));
}

TEST(SignedNoteTest, KeysGoOutAndIn) {
  const Result<SigningKey> key = SigningKey::Make("markwarden/0123");
  ASSERT_TRUE(key);
  const std::string line = FormatVerifierKey(key->verifier());
  const Result<VerifierKey> back = ParseVerifierKey(line);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, key->verifier());

  std::string other_id = line;
  char& digit = other_id[line.find('+') + 1];
  digit = digit == '0' ? '1' : '0';
  const std::string small = "x+" + std::string(8, '0') + "+" + ToBase64(std::string(1, '\x01') + std::string(32, '\0'));  // order 4
  const struct { const char* why; std::string line; } wrong[] = {
      {"nothing", ""}, {"no id", "name+" + line.substr(line.rfind('+'))}, {"another id", other_id}, {"cut short", line.substr(0, line.size() - 4)},
      {"a space in the name", "a " + line}, {"a line end", line + "\n"}, {"a point of small order", small},
      {"another algorithm", "x+00000000+" + ToBase64(std::string(1, '\x02') + std::string(32, 'x'))}};
  for (const auto& c : wrong) EXPECT_FALSE(ParseVerifierKey(c.line)) << c.why;
}

TEST(SignedNoteTest, RefusesWhatIsNoNote) {
  const Result<SigningKey> key = SigningKey::Make("k");
  ASSERT_TRUE(key);
  const std::string good = Signed(*key, "one\n\ntwo\n");
  ASSERT_TRUE(ParseSignedNote(good));
  EXPECT_EQ(FormatSignedNote(*ParseSignedNote(good)), good);
  EXPECT_EQ(ParseSignedNote(good)->text, "one\n\ntwo\n");  // the last empty line divides

  const std::string line = good.substr(good.find("\u2014"));
  const struct { const char* why; std::string bytes; } wrong[] = {
      {"nothing", ""}, {"no signature", "text\n\n"}, {"no empty line", "text\n" + line}, {"no line end", good.substr(0, good.size() - 1)},
      {"a control character", "te\txt\n\n" + line}, {"a carriage return", "text\r\n\n" + line}, {"broken UTF-8", "te\xff\n\n" + line},
      {"an overlong form", "te\xc0\x80\n\n" + line}, {"a surrogate", "te\xed\xa0\x80\n\n" + line}, {"a hyphen for the dash", "text\n\n- k AAAAAAA=\n"},
      {"no name", "text\n\n\u2014  AAAAAAA=\n"}, {"a plus in the name", "text\n\n\u2014 a+b AAAAAAA=\n"}, {"an ideographic space in the name", "text\n\n\u2014 a\u3000b AAAAAAA=\n"},
      {"no base64", "text\n\n\u2014 k !!!!\n"}, {"an id alone", "text\n\n\u2014 k AAAAAA==\n"}, {"two spaces", "text\n\n\u2014 k  AAAAAAA=\n"}};
  for (const auto& c : wrong) EXPECT_FALSE(ParseSignedNote(c.bytes)) << c.why;

  std::string many = "text\n\n";
  for (size_t i = 0; i < kMaxNoteSignatures; ++i) many += line;
  EXPECT_TRUE(ParseSignedNote(many));
  EXPECT_EQ(ParseSignedNote(many + line).error().code, ErrorCode::kExhausted);
  const std::string longest = std::string(kMaxNoteBytes - line.size() - 2, 'x') + "\n\n" + line;
  EXPECT_TRUE(ParseSignedNote(longest));
  EXPECT_EQ(ParseSignedNote("x" + longest).error().code, ErrorCode::kExhausted);
}

TEST(SignedNoteTest, BelievesKnownKeysAlone) {
  const Result<SigningKey> one = SigningKey::Make("log"), two = SigningKey::Make("log"), stranger = SigningKey::Make("stranger");
  ASSERT_TRUE(one && two && stranger);
  SignedNote note = *ParseSignedNote(Signed(*one, "text\n"));
  note.signatures.push_back(ParseSignedNote(Signed(*stranger, "text\n"))->signatures.front());
  EXPECT_EQ(*VerifySignedNote(note, Keys{one->verifier(), two->verifier()}), std::vector<size_t>{0});  // both are called alike: the id tells
  EXPECT_FALSE(VerifySignedNote(note, Keys{two->verifier()})) << "none of the keys signed";
  note.text = "texT\n";
  EXPECT_FALSE(VerifySignedNote(note, Keys{one->verifier()})) << "another text";
  EXPECT_FALSE(VerifyEd25519(one->verifier().key, "text\n", std::string(64, '\0')));
  EXPECT_FALSE(VerifyEd25519(one->verifier().key, "text\n", one->Sign("text\n") + "x"));
}

TEST(CheckpointTest, GoesOutAndIn) {
  const Checkpoint checkpoint{.origin = "markwarden/0123", .size = 20852163, .root = Sha256("")};
  const std::string text = FormatCheckpoint(checkpoint);
  EXPECT_EQ(text, "markwarden/0123\n20852163\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
  EXPECT_EQ(*ParseCheckpoint(text), checkpoint);
  EXPECT_EQ(*ParseCheckpoint(text + "an extension\n"), checkpoint);
  const std::string root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  for (const std::string& wrong : std::vector<std::string>{"", "o\n1\n", "\n1\n" + root, "o\n01\n" + root, "o\n-1\n" + root, "o\n+1\n" + root, "o\n\n" + root, "o\n1 \n" + root,
                                   "o\n9223372036854775808\n" + root, "o\n1\nAAAA\n", "o\n1\n" + root + "\n", "o\n1\n" + root + "no end", "o\n1\n" + root.substr(0, 44)}) {
    EXPECT_FALSE(ParseCheckpoint(wrong)) << wrong;
  }
}

TEST(LogProofTest, GoesOutAndIn) {
  LogProof proof{.index = 2, .path = {Sha256("a"), Sha256("b")}, .extra = {}, .checkpoint = "o\n4\nx\n\n\u2014 o AAAA\n"};
  const std::string text = FormatLogProof(proof);
  EXPECT_TRUE(text.starts_with("c2sp.org/tlog-proof@v1\nindex 2\nypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=\n"));
  for (const std::string& extra : {std::string(), std::string("more\0", 5)}) {
    proof.extra = extra;
    const Result<LogProof> back = ParseLogProof(FormatLogProof(proof));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(FormatLogProof(*back), FormatLogProof(proof));
    EXPECT_EQ(back->extra, extra);
    EXPECT_EQ(back->path, proof.path);
  }
  const std::string head = "c2sp.org/tlog-proof@v1\n";
  for (const std::string& wrong : std::vector<std::string>{"", "c2sp.org/tlog-proof@v2\nindex 1\n\nx", head, head + "index 01\n\nx", head + "index 1\nzz\n\nx", head + "index 1\n", head + "index 1\n\n",
                                   head + "extra \nindex 1\n\nx", head + "extra !\nindex 1\n\nx", "\n" + head + "index 1\n\nx"}) {
    EXPECT_FALSE(ParseLogProof(wrong)) << wrong;
  }
  proof.path.assign(64, Sha256("a"));
  EXPECT_TRUE(ParseLogProof(FormatLogProof(proof)));
  proof.path.push_back(Sha256("a"));
  EXPECT_FALSE(ParseLogProof(FormatLogProof(proof))) << "deeper than any log";
  EXPECT_EQ(ParseLogProof(std::string(kMaxProofBytes + 1, 'x')).error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace markwarden
