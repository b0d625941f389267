// Two functions of libsodium's, for a test program alone: with them the hundreds of passwords that its tests try cost next to nothing.
// What is written says its own cost, so checking a hash is libsodium's as it is.
#include "tests/service/cheap_passwords.h"

#include <sodium.h>

#include <atomic>

namespace markwarden {
namespace {

std::atomic<bool> full_password_cost = false;

}  // namespace

PasswordsAtFullCost::PasswordsAtFullCost() { full_password_cost = true; }
PasswordsAtFullCost::~PasswordsAtFullCost() { full_password_cost = false; }

}  // namespace markwarden

extern "C" int crypto_pwhash_str(char out[crypto_pwhash_STRBYTES], const char* const password, unsigned long long size, unsigned long long operations, size_t memory) {
  const bool full = markwarden::full_password_cost;
  return crypto_pwhash_argon2id_str(out, password, size, full ? operations : crypto_pwhash_argon2id_opslimit_min(), full ? memory : crypto_pwhash_argon2id_memlimit_min());
}

extern "C" int crypto_pwhash(unsigned char* const out, unsigned long long out_size, const char* const password, unsigned long long size, const unsigned char* const salt,
                             unsigned long long operations, size_t memory, int algorithm) {
  const bool full = markwarden::full_password_cost;
  return crypto_pwhash_argon2id(out, out_size, password, size, salt, full ? operations : crypto_pwhash_argon2id_opslimit_min(), full ? memory : crypto_pwhash_argon2id_memlimit_min(),
                                algorithm);
}
