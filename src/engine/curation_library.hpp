// The curation rules of a shop: saved by name in the settings store, and made into the book that requests are matched
// against. Thread-safe.
#pragma once

#include <memory>
#include <string>

#include "base/task.hpp"
#include "engine/curation_book.hpp"
#include "engine/saved_documents.hpp"
#include "store/catalog_store.hpp"

namespace khoj::engine {

class CurationLibrary {
 public:
  /// Errors: unavailable.
  static base::Result<std::unique_ptr<CurationLibrary>> open(std::shared_ptr<store::SettingsStore> store,
                                                             std::shared_ptr<store::CatalogStore> catalog,
                                                             domain::Tenant tenant);

  [[nodiscard]] std::shared_ptr<const CurationTable> table() const { return saved_->table(); }

  /// Errors: invalid_argument with the rule's field as context, unavailable.
  base::Task<base::Result<SavedRule>> put(std::string name, CurationRule rule,
                                          const query::FieldTable& fields);
  /// Errors: not_found, unavailable.
  base::Task<base::Status> remove(std::string name) { return saved_->remove(std::move(name)); }

  /// All rules as they stand now, for an index with these fields. Errors: unavailable.
  base::Task<base::Result<std::shared_ptr<const CurationBook>>> make_book(
      std::shared_ptr<const query::FieldTable> fields,
      std::shared_ptr<const query::QueryParser> parser) const;

 private:
  std::shared_ptr<store::CatalogStore> catalog_;
  domain::Tenant tenant_;
  std::unique_ptr<SavedDocuments<SavedRule>> saved_;
};

}  // namespace khoj::engine
