#include "support/memory.h"

#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>

#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront {

namespace {

std::uint64_t physical_memory() {
  static const std::uint64_t bytes =
      static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGE_SIZE));
  return bytes;
}

std::atomic<std::uint64_t>& bytes_held() {
  static std::atomic<std::uint64_t> bytes{0};
  return bytes;
}

[[noreturn]] void refuse(std::string_view what, std::size_t bytes, std::uint64_t held) {
  fail(ErrorCode::io, "out of memory: {} needs {}, others take {}, the machine has {}", what, byte_text(bytes), byte_text(held),
       byte_text(physical_memory()));
}

}  // namespace

std::shared_ptr<std::byte> allocate_counted(std::string_view what, std::size_t bytes, std::size_t alignment) {
  std::uint64_t held = bytes_held().load();
  do {
    if (bytes > physical_memory() || held > physical_memory() - bytes) refuse(what, bytes, held);
  } while (!bytes_held().compare_exchange_weak(held, held + bytes));
  auto* memory = static_cast<std::byte*>(std::aligned_alloc(alignment, bytes));
  if (memory == nullptr) {
    bytes_held() -= bytes;
    refuse(what, bytes, held);
  }
  return {memory, [bytes](std::byte* given) {
            std::free(given);
            bytes_held() -= bytes;
          }};
}

void check_machine_has(std::string_view what, std::size_t bytes) {
  if (bytes > physical_memory()) refuse(what, bytes, bytes_held().load());
}

}  // namespace nnfront
