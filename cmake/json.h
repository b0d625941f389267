// nlohmann/json.hpp, made lighter to compile: without its literals ("..."_json), which nobody here uses, and with the class of
// all our values instantiated once, in core/json_instance.cc.
#pragma once

// The literals are inline functions, and for their sake GCC instantiates the whole parser in every file that sees the header,
// over a second each.  Here the one is declared only and its body becomes a template that nobody instantiates.
#define _json(...)                          \
  _json(__VA_ARGS__);                       \
  template <typename> /* never asked for */ \
  inline nlohmann::json JsonLiteralOf(__VA_ARGS__)
#include <nlohmann/json.hpp>
#undef _json

extern template class nlohmann::basic_json<>;
