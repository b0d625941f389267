// Command lines of `openssl`.
#include "tests/net/stamp_authority.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace markwarden {
namespace {

std::string Read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void Write(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

void Run(const std::string& folder, const std::string& command) {
  const std::string line = "cd " + folder + " && { " + command + "; } > log.txt 2>&1";
  if (std::system(line.c_str()) == 0) return;
  std::fprintf(stderr, "%s\n%s\n", command.c_str(), Read(folder + "/log.txt").c_str());
  std::abort();
}

std::string Unique() {
  static std::atomic<int> next{0};
  return std::to_string(++next);
}

std::string DerValue(char tag, const std::string& content) {
  std::string length;
  if (content.size() < 0x80) {
    length = std::string(1, static_cast<char>(content.size()));
  } else {
    for (size_t left = content.size(); left > 0; left >>= 8) length.insert(length.begin(), static_cast<char>(left & 0xff));
    length.insert(length.begin(), static_cast<char>(0x80 | length.size()));
  }
  return tag + length + content;
}

constexpr const char* kSigner =
    "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout NAME.key -out NAME.csr -subj '/CN=NAME of a test' && "
    "openssl x509 -req -in NAME.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days DAYS -extfile NAME.ext -out NAME.pem";

std::string Fill(std::string text, const std::string& what, const std::string& with) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
  return text;
}

}  // namespace

StampAuthority::StampAuthority(const StampAuthorityWish& wish) {
  Write(File("ts.cnf"), "[tsa]\ndefault_tsa=t\n[t]\ndir=.\nserial=./tsserial\ncrypto_device=builtin\nsigner_cert=./stamper.pem\ncerts=./ca.pem\n"
                        "signer_key=./stamper.key\nsigner_digest=sha256\ndefault_policy=" + wish.policy + "\ndigests=" + wish.digests +
                        "\naccuracy=secs:1,millisecs:500\nordering=no\ntsa_name=no\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n"
                        "[ca]\ndefault_ca=d\n[d]\ndatabase=./index.txt\ndefault_md=sha256\ndefault_crl_days=3650\ncertificate=./ca.pem\nprivate_key=./ca.key\n");
  Write(File("tsserial"), "01\n");
  Write(File("index.txt"), "");
  Write(File("stamper.ext"), wish.extensions);
  Run(dir_, "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 3650 -subj '/CN=Root of a test' "
            "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign");
  Run(dir_, Fill(Fill(kSigner, "NAME", "stamper"), "DAYS", std::to_string(wish.days)));
}

std::string StampAuthority::AnchorPem() const { return Read(File("ca.pem")); }

std::string StampAuthority::Answer(const std::string& request) const {
  const std::string name = Unique();
  Write(File(name + ".tsq"), request);
  Run(dir_, "openssl ts -reply -config ts.cnf -queryfile " + name + ".tsq -out " + name + ".tsr");
  return Read(File(name + ".tsr"));
}

std::string StampAuthority::AnswerSignedWith(const std::string& request, const std::string& extensions) const {
  const std::string name = Unique();
  Write(File(name + ".tsq"), request);
  Write(File("other" + name + ".ext"), extensions);
  Run(dir_, Fill(Fill(kSigner, "NAME", "other" + name), "DAYS", "365"));
  Run(dir_, "openssl ts -reply -config ts.cnf -token_out -queryfile " + name + ".tsq -out " + name + ".p7");
  Run(dir_, "openssl cms -verify -noverify -inform DER -in " + name + ".p7 -out " + name + ".tst");
  Run(dir_, "openssl cms -sign -binary -nodetach -nosmimecap -cades -md sha256 -outform DER -econtent_type 1.2.840.113549.1.9.16.1.4 -signer other" +
                name + ".pem -inkey other" + name + ".key -in " + name + ".tst -out " + name + ".cms");
  return DerValue(0x30, DerValue(0x30, std::string("\x02\x01\x00", 3)) + Read(File(name + ".cms")));
}

std::string StampAuthority::RevocationListPem(bool revoked, const std::string& reason) const {
  Write(File("index.txt"), "");
  Write(File("crlnumber"), "01\n");
  if (revoked) Run(dir_, "openssl ca -config ts.cnf -revoke stamper.pem" + (reason.empty() ? "" : " -crl_reason " + reason));
  Run(dir_, "openssl ca -config ts.cnf -gencrl -out list.pem");
  return Read(File("list.pem"));
}

bool StampAuthority::OpensslVerifies(const std::string& answer, const std::string& data) const {
  const std::string name = Unique();
  Write(File(name + ".tsr"), answer);
  Write(File(name + ".data"), data);
  const std::string line = "cd " + dir_.string() + " && openssl ts -verify -data " + name + ".data -in " + name + ".tsr -CAfile ca.pem > log.txt 2>&1";
  return std::system(line.c_str()) == 0;
}

std::string WithIndefiniteLength(const std::string& der) {
  const unsigned char length = static_cast<unsigned char>(der[1]);
  const size_t head = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return der.substr(0, 1) + '\x80' + der.substr(head) + std::string(2, '\0');
}

}  // namespace markwarden
