// Makes a small evidence package of two captures of an invented shop, sealed by a key of the test.
#pragma once

#include <openssl/evp.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/formats/bagit.h"
#include "core/formats/byte_sink.h"
#include "core/formats/wacz.h"
#include "core/formats/warc.h"
#include "core/formats/warc_gzip.h"
#include "core/hash.h"
#include "core/json.h"

namespace markwarden {

inline std::string Base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  return text;
}

inline std::string RawSha256(std::string_view bytes) { return FromHex(Sha256Hex(bytes)); }

// An Ed25519 key out of a fixed seed.
class TestKey {
 public:
  explicit TestKey(char seed) {
    const std::string secret(32, seed);
    key_ = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(secret.data()), 32);
    size_t size = 32;
    public_.resize(32);
    EVP_PKEY_get_raw_public_key(key_, reinterpret_cast<unsigned char*>(public_.data()), &size);
  }
  ~TestKey() { EVP_PKEY_free(key_); }
  TestKey(const TestKey&) = delete;
  TestKey& operator=(const TestKey&) = delete;

  std::string Sign(const std::string& message) const {
    std::string signature(64, '\0');
    size_t size = 64;
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key_);
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, reinterpret_cast<const unsigned char*>(message.data()), message.size());
    EVP_MD_CTX_free(context);
    return signature;
  }
  std::string Mark() const { return RawSha256("shop-log.test\n\x01" + public_).substr(0, 4); }
  std::string Vkey() const { return "shop-log.test+" + ToHex(Mark()) + "+" + Base64("\x01" + public_); }
  std::string Note(const std::string& text) const { return text + "\n— shop-log.test " + Base64(Mark() + Sign(text)) + "\n"; }

 private:
  EVP_PKEY* key_;
  std::string public_;
};

inline Exchange ShopExchange(const std::string& url, const std::string& type, const std::string& body) {
  Exchange exchange;
  exchange.url = url;
  exchange.request_head = "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n";
  exchange.response_head = "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n";
  exchange.body = body;
  exchange.status = 200;
  exchange.started = *ParseTime("2026-11-23T08:40:12.345Z");
  return exchange;
}

struct ShopCaptures {
  WarcInfoRecord info = WriteWarcInfo({.software = "markwarden", .operator_name = "office", .user_agent = "", .file_name = "a.warc", .description = "", .date = *ParseTime("2026-11-23T08:40:00Z")});
  std::vector<std::string> records;  // of each capture
  ShopCaptures() {
    std::string page = "<html><title>Vexolit running shoe</title>";
    for (int i = 0; i < 4000; ++i) page += std::to_string(i * 7919 % 65'537) + " ";
    records.push_back(WriteWarcEvent(ShopExchange("https://www.shop.test/Item?b=2&a=1", "text/html; charset=utf-8", page), Json{{"capture", "1"}}, info.id, "").bytes);
    records.push_back(WriteWarcEvent(ShopExchange("https://img.shop.test:8443/1.png", "image/png", std::string("\x89PNG\r\n\0", 7)), Json{{"capture", "2"}}, info.id, "").bytes);
    Exchange file;  // handed over without HTTP
    file.url = "https://shop.test/leaflet.txt";
    file.body = "Vexolit, 9.90";
    file.started = *ParseTime("2026-11-23T08:41:00Z");
    records.push_back(WriteWarcEvent(file, Json{{"capture", "3"}}, info.id, "text/plain; charset=utf-8").bytes);
  }
  WaczInput Input() const {
    WaczInput input{.warcinfo = info.bytes, .captures = {}, .title = "Case 12", .description = "", .software = "markwarden 0.1.0", .created = *ParseTime("2026-11-23T09:00:00Z")};
    for (size_t i = 0; i < records.size(); ++i) input.captures.push_back({records[i], i == 0, i == 0 ? "1" : "", i == 0 ? "Vexolit 鞋" : ""});
    return input;
  }
};

inline std::string Node(const std::string& left, const std::string& right) { return RawSha256("\x01" + left + right); }

// The three captures under one segment, whose seal is the second of three events of the log.
inline Json ShopLog(const std::vector<std::string>& captures) {
  std::vector<std::string> leaves, digests;
  for (const std::string& records : captures) leaves.push_back(RawSha256(std::string(1, '\0') + RawSha256(records)));
  const std::string pair = Node(leaves[0], leaves[1]), segment = Node(pair, leaves[2]);
  const std::string event = DumpJson({{"detail", {{"root", ToHex(segment)}}}, {"kind", "segment.sealed"}});
  const std::string sealed = RawSha256(std::string(1, '\0') + event), first = RawSha256("first"), last = RawSha256("last");
  const std::string root = Node(Node(first, sealed), last);
  Json log = {{"format", "markwarden-log/1"}, {"origin", "shop-log.test"}, {"size", 3}, {"root", ToHex(root)}, {"captures", Json::array()}};
  const std::vector<std::vector<std::string>> paths = {{leaves[1], leaves[2]}, {leaves[0], leaves[2]}, {pair}};
  for (size_t i = 0; i < captures.size(); ++i) {
    const WarcRecord record = *ReadWarcRecord(captures[i], 0);
    Json path = Json::array();
    for (const std::string& node : paths[i]) path.push_back(ToHex(node));
    log["captures"].push_back({{"id", std::to_string(i + 1)}, {"warc_record_id", record.Header("WARC-Record-ID")}, {"sha256", Sha256Hex(captures[i])},
                               {"records", WarcRecordLengths(captures[i])->size()}, {"segment_index", i}, {"segment_size", 3}, {"segment_path", path}, {"segment_root", ToHex(segment)},
                               {"event_leaf", Base64(event)}, {"index", 1}, {"path", {ToHex(first), ToHex(last)}}});
  }
  return log;
}

// The whole package in the folder `dir`, which is made.  `sums`: with seal/sums-sha256.txt.
inline Result<BagSummary> MakeShopPackage(const std::filesystem::path& dir, const std::string& verifier, bool sums = true) {
  const ShopCaptures captures;
  MemorySink wacz;
  const Result<WaczSummary> packed = WriteWacz(captures.Input(), wacz);
  if (!packed) return Fail(packed.error());
  Result<BagWriter> bag = BagWriter::Create(dir);
  if (!bag) return Fail(bag.error());
  const Json log = ShopLog(captures.records);
  for (const auto& [path, bytes] : {std::pair<std::string, std::string>{"data/capture.wacz", wacz.bytes()}, {"data/log.json", DumpJson(log)}, {"data/record.json", "{\"case\":\"12\"}"},
                                    {"data/match.json", "{}"}, {"verify.py", verifier}}) {
    if (Status added = bag->Add(path, bytes); !added) return Fail(added);
  }
  Result<BagSummary> summary = bag->Finish({.date = *ParseTime("2026-11-23T09:00:00Z"), .software = "markwarden 0.1.0"});
  if (!summary) return summary;
  const TestKey key('k');
  const std::string seal = "{\"format\":\"markwarden-seal/1\",\"tagmanifest_sha256\":\"" + summary->tagmanifest_sha256 + "\",\"datapackage_digest_sha256\":\"" +
                           packed->datapackage_digest_sha256 + "\",\"key\":\"shop-log.test\",\"made_at\":\"2026-11-23T09:00:01Z\"}";
  const std::string checkpoint = "shop-log.test\n3\n" + Base64(FromHex(JsonText(log, "root"))) + "\n";
  for (const auto& [path, bytes] : {std::pair<std::string, std::string>{"seal/seal.json", seal}, {"seal/seal.sig", Base64(key.Sign(seal)) + "\n"}, {"seal/log-key.vkey", key.Vkey() + "\n"},
                                    {"seal/checkpoint", key.Note(checkpoint)}}) {
    if (Status added = BagWriter::AddBeside(dir, path, bytes); !added) return Fail(added);
  }
  if (sums) {
    if (Status summed = BagWriter::SumSeal(dir); !summed) return Fail(summed);
  }
  return summary;
}

}  // namespace markwarden
