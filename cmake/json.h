// nlohmann/json.hpp without its literals ("..."_json), which nobody here uses.  They are inline functions, and for their sake
// GCC instantiates the whole parser in every file that sees the header, over a second each.  Here the one is declared only
// and its body becomes a template that nobody instantiates.
#pragma once

#define _json(...)                          \
  _json(__VA_ARGS__);                       \
  template <typename> /* never asked for */ \
  inline nlohmann::json JsonLiteralOf(__VA_ARGS__)
#include <nlohmann/json.hpp>
#undef _json
