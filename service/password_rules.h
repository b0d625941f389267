// Which new passwords are refused because they are guessed: the words and rows of service/data/password_words.yaml, the names around an account.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/account.h"
#include "core/result.h"
#include "service/service.h"

namespace markwarden {

class PasswordRules {
 public:
  // The store's own passwords.yaml where it has one, else the shipped file; without a store the shipped one.  Errors: kInvalid (names the field), kNotFound.
  static Result<PasswordRules> Load(const std::filesystem::path& data_dir, const std::filesystem::path& store_dir);

  // CheckPassword, and too little of its own once what a guesser tries first is struck out.  `about`: names around the account.  Errors: kInvalid, saying which.
  Status Check(std::string_view password, std::span<const std::string> about) const;

 private:
  std::vector<std::u32string> words_, rows_;  // folded
  size_t own_characters_ = 0, run_ = 0;
};

// The same for an account of the store, with its login, the name of its person and that of its organisation.
Status CheckNewPassword(Service& service, std::string_view password, const Account& account);

}  // namespace markwarden
