// Passwords in a test program that takes in cheap_passwords.cc: the same Argon2id with the least cost that libsodium takes, where a
// test is about something else.
#pragma once

namespace markwarden {

// While one lives, hashes cost what the program has them cost.  One at a time.
class PasswordsAtFullCost {
 public:
  PasswordsAtFullCost();
  ~PasswordsAtFullCost();
  PasswordsAtFullCost(const PasswordsAtFullCost&) = delete;
  PasswordsAtFullCost& operator=(const PasswordsAtFullCost&) = delete;
};

}  // namespace markwarden
