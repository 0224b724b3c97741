// Says of an item whether a search may return it: a callable, seen but not kept. Whoever calls with a lambda in the
// argument list is safe; a filter that is stored must not outlive what it was made from.
#pragma once

#include <concepts>
#include <memory>
#include <type_traits>

#include "domain/ids.hpp"

namespace khoj::mine {

class ItemFilter {
 public:
  /// Takes every item.
  ItemFilter() noexcept = default;

  template <typename Callable>
    requires std::predicate<const Callable&, domain::ItemId> &&
                 (!std::same_as<std::remove_cvref_t<Callable>, ItemFilter>) && std::is_object_v<Callable>
  ItemFilter(const Callable& callable) noexcept  // NOLINT(google-explicit-constructor): stands for it
      : callable_(std::addressof(callable)), call_([](const void* target, domain::ItemId item) -> bool {
          return (*static_cast<const Callable*>(target))(item);
        }) {}

  bool operator()(domain::ItemId item) const { return call_ == nullptr || call_(callable_, item); }

 private:
  const void* callable_ = nullptr;
  bool (*call_)(const void*, domain::ItemId) = nullptr;
};

}  // namespace khoj::mine
