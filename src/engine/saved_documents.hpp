// Documents of one kind that people write and remove by name while the server runs (policies, curation rules), each a
// versioned text in the settings store, read into a T. Thread-safe; the table that requests read is immutable and
// replaced as a whole.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "base/task.hpp"
#include "domain/tenant.hpp"
#include "store/settings_store.hpp"

namespace khoj::engine {

inline constexpr std::size_t kMaxDocumentBytes = 64'000;
inline constexpr std::size_t kMaxDocumentNameBytes = 64;

/// 1 to 64 of a-z, 0-9, _ and -. Errors: invalid_argument with "name" as context.
base::Status check_document_name(std::string_view name);

template <typename T>
class SavedDocuments {
 public:
  using Table = std::map<std::string, T, std::less<>>;
  /// Errors: invalid_argument.
  using Read =
      std::function<base::Result<T>(const std::string& name, const std::string& body, std::uint64_t version)>;

  /// Reads what is saved. A document that can no longer be read is left out with a warning.
  /// @param kind  what its names in the store begin with, "policy". Errors: unavailable.
  static base::Result<std::unique_ptr<SavedDocuments>> open(std::shared_ptr<store::SettingsStore> store,
                                                            domain::Tenant tenant, std::string kind,
                                                            Read read) {
    std::unique_ptr<SavedDocuments> documents(
        new SavedDocuments(std::move(store), std::move(tenant), std::move(kind), std::move(read)));
    KHOJ_TRY(documents->load());
    return documents;
  }

  [[nodiscard]] std::shared_ptr<const Table> table() const {
    const std::lock_guard lock(mutex_);
    return table_;
  }

  /// Checks and saves one. Errors: invalid_argument (name or body), unavailable.
  base::Task<base::Result<T>> put(std::string name, std::string body) {
    KHOJ_CO_TRY(check_document_name(name));
    if (body.size() > kMaxDocumentBytes) {
      co_return base::fail(base::ErrorCode::invalid_argument, "has {} bytes; at most {} are allowed",
                           body.size(), kMaxDocumentBytes);
    }
    KHOJ_CO_TRY(read_(name, body, 0));
    const auto document = prefix_ + name;
    KHOJ_CO_ASSIGN(const auto stored, co_await store_->put(tenant_, document, body));
    KHOJ_CO_ASSIGN(auto value, read_(name, body, stored.version));
    apply(name, stored.version, &value);
    co_return value;
  }

  /// Errors: not_found (nothing saved under that name), unavailable.
  base::Task<base::Status> remove(std::string name) {
    const auto document = prefix_ + name;
    const auto saved = co_await store_->get(tenant_, document);
    const bool absent = saved ? saved->body.empty() : saved.error().code == base::ErrorCode::not_found;
    if (absent) co_return base::fail(base::ErrorCode::not_found, "nothing has been saved as '{}'", name);
    if (!saved) co_return base::fail(saved.error());
    const std::string removed;  // A version with an empty text: what it held can still be looked up.
    KHOJ_CO_ASSIGN(const auto stored, co_await store_->put(tenant_, document, removed));
    apply(name, stored.version, nullptr);
    co_return base::Status{};
  }

 private:
  SavedDocuments(std::shared_ptr<store::SettingsStore> store, domain::Tenant tenant, std::string kind,
                 Read read)
      : store_(std::move(store)),
        tenant_(std::move(tenant)),
        prefix_(std::move(kind) + '/'),
        read_(std::move(read)) {}

  base::Status load() {
    KHOJ_ASSIGN(const auto names, base::sync_wait(store_->names(tenant_, prefix_)));
    for (const auto& document : names) {
      KHOJ_ASSIGN(const auto saved, base::sync_wait(store_->get(tenant_, document)));
      if (saved.body.empty()) continue;
      const auto name = document.substr(prefix_.size());
      auto value = read_(name, saved.body, saved.version);
      if (value) {
        apply(name, saved.version, &*value);
      } else {
        base::log::warn("a saved document cannot be used and is left out",
                        {{"document", document}, {"error", value.error().describe()}});
      }
    }
    return {};
  }

  /// `value` null: removed.
  void apply(const std::string& name, std::uint64_t version, const T* value) {
    const std::lock_guard lock(mutex_);
    auto& newest = versions_[name];
    if (version < newest) return;  // A later one has overtaken this one.
    newest = version;
    auto table = std::make_shared<Table>(*table_);
    table->erase(name);
    if (value != nullptr) table->insert_or_assign(name, *value);
    table_ = std::move(table);
  }

  const std::shared_ptr<store::SettingsStore> store_;
  const domain::Tenant tenant_;
  const std::string prefix_;
  const Read read_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Table> table_ = std::make_shared<const Table>();
  std::map<std::string, std::uint64_t, std::less<>> versions_;  ///< The newest applied, of removals too.
};

}  // namespace khoj::engine
