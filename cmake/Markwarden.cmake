# What every room's CMakeLists uses: compiler settings, dependencies and two
# functions, markwarden_library and markwarden_test.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# ccache only speeds things up; nothing depends on it.
find_program(MARKWARDEN_CCACHE ccache)
if(MARKWARDEN_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND}" -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      "${MARKWARDEN_CCACHE}")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
option(MARKWARDEN_WERROR "Warnings are errors" ON)
if(MARKWARDEN_WERROR)
  add_compile_options(-Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these inside its own library when it optimises.
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_definitions(_FORTIFY_SOURCE=2)
endif()
# With CMAKE_UNITY_BUILD a room's files are compiled a few at a time, and a build from nothing takes a third of the time.
# Names in anonymous namespaces then meet; what such a namespace holds does not belong to the file alone, of which GCC warns.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wno-subobject-linkage)
endif()
# Some libraries ask for threads by this option; what is parsed once must be parsed alike for all.
add_compile_options(-fstack-protector-strong -pthread)

set(MARKWARDEN_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
if(MARKWARDEN_SANITIZE)
  add_compile_options(-fsanitize=${MARKWARDEN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${MARKWARDEN_SANITIZE})
  if(MARKWARDEN_SANITIZE MATCHES "thread")
    # It does not follow fences: Asio is told to do without, and the compiler need not say so of every file.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      add_compile_options(-Wno-tsan)
    endif()
  endif()
endif()

find_program(MARKWARDEN_LLD ld.lld)
if(MARKWARDEN_LLD)
  add_link_options(-fuse-ld=lld)
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tl-expected REQUIRED)
find_package(CLI11 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n data)
find_package(Boost 1.81 REQUIRED)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(CARES REQUIRED IMPORTED_TARGET libcares)
pkg_check_modules(GUMBO REQUIRED IMPORTED_TARGET gumbo)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(PSL REQUIRED IMPORTED_TARGET libpsl)
pkg_check_modules(UCHARDET REQUIRED IMPORTED_TARGET uchardet)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(BROTLIDEC REQUIRED IMPORTED_TARGET libbrotlidec)
pkg_check_modules(BROTLIENC REQUIRED IMPORTED_TARGET libbrotlienc)
pkg_check_modules(PANGOCAIRO REQUIRED IMPORTED_TARGET pangocairo)
pkg_check_modules(CAIROPDF REQUIRED IMPORTED_TARGET cairo-pdf)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)
pkg_check_modules(JPEG REQUIRED IMPORTED_TARGET libjpeg)
pkg_check_modules(PNG REQUIRED IMPORTED_TARGET libpng)
pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET libwebp)
pkg_check_modules(GIF REQUIRED IMPORTED_TARGET libgif)
pkg_check_modules(SQLITE3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)

# The few headers that nearly every file includes, parsed once for the program and once, with GoogleTest's, for the
# tests.  The tests are compiled with less care for their own speed: their libraries are those of the program.
set(MARKWARDEN_HEADERS
  <algorithm> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional> <set>
  <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>
  <nlohmann/json.hpp> <tl/expected.hpp>)
add_library(markwarden_headers OBJECT "${CMAKE_SOURCE_DIR}/cmake/headers.cc")
target_link_libraries(markwarden_headers PRIVATE nlohmann_json::nlohmann_json tl::expected)
target_precompile_headers(markwarden_headers PRIVATE ${MARKWARDEN_HEADERS})

function(markwarden_pch target)
  target_precompile_headers(${target} REUSE_FROM markwarden_headers)
endfunction()

set(MARKWARDEN_TEST_OPTIONS -O1)
function(markwarden_test_headers)
  if(TARGET markwarden_test_headers)
    return()
  endif()
  find_package(GTest REQUIRED)
  add_library(markwarden_test_headers OBJECT "${CMAKE_SOURCE_DIR}/cmake/headers.cc")
  target_compile_options(markwarden_test_headers PRIVATE ${MARKWARDEN_TEST_OPTIONS})
  target_link_libraries(markwarden_test_headers PRIVATE nlohmann_json::nlohmann_json tl::expected GTest::gtest GTest::gmock)
  target_precompile_headers(markwarden_test_headers PRIVATE ${MARKWARDEN_HEADERS} <fstream> <gtest/gtest.h>)
endfunction()

# markwarden_library(NAME SOURCES a.cc ... LIBS public ... PRIVATE_LIBS private ...)
# The target is markwarden_NAME; headers are found from the project's root.
function(markwarden_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS;PRIVATE_LIBS" ${ARGN})
  add_library(markwarden_${name} STATIC ${ARG_SOURCES})
  target_include_directories(markwarden_${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(markwarden_${name} PUBLIC ${ARG_LIBS} PRIVATE ${ARG_PRIVATE_LIBS})
  markwarden_pch(markwarden_${name})
endfunction()

# markwarden_test(ROOM SOURCES a_test.cc ... LIBS ... [TIMEOUT seconds] [COST number] [CHROMIUM Suite]): one executable
# ROOM_tests, each of its tests known to CTest.  Of the suites that start Chromium one test runs at a time; where CTest
# has no times of its own yet, rooms of a higher COST begin first, so that no long test is left alone at the end.
function(markwarden_test room)
  cmake_parse_arguments(ARG "" "TIMEOUT;COST;CHROMIUM" "SOURCES;LIBS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(MARKWARDEN_SANITIZE)
    math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * 5")
  endif()
  if(NOT ARG_COST)
    set(ARG_COST 0)
  endif()
  markwarden_test_headers()
  find_package(GTest REQUIRED)
  add_executable(${room}_tests ${ARG_SOURCES})
  target_compile_options(${room}_tests PRIVATE ${MARKWARDEN_TEST_OPTIONS})
  target_include_directories(${room}_tests PRIVATE "${CMAKE_SOURCE_DIR}")
  target_compile_definitions(${room}_tests PRIVATE
    MARKWARDEN_SOURCE_DIR="${CMAKE_SOURCE_DIR}" MARKWARDEN_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  target_link_libraries(${room}_tests PRIVATE ${ARG_LIBS} GTest::gtest GTest::gmock GTest::gtest_main)
  target_precompile_headers(${room}_tests REUSE_FROM markwarden_test_headers)
  include(GoogleTest)
  if(ARG_CHROMIUM)
    gtest_discover_tests(${room}_tests TEST_PREFIX "${room}." DISCOVERY_TIMEOUT 60 TEST_FILTER "${ARG_CHROMIUM}.*"
      PROPERTIES TIMEOUT ${ARG_TIMEOUT} COST ${ARG_COST} RESOURCE_LOCK chromium)
    set(others TEST_FILTER "-${ARG_CHROMIUM}.*")
  endif()
  gtest_discover_tests(${room}_tests TEST_PREFIX "${room}." DISCOVERY_TIMEOUT 60 ${others}
    PROPERTIES TIMEOUT ${ARG_TIMEOUT} COST ${ARG_COST})
endfunction()
