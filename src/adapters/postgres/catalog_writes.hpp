// The writes of the catalogue that share a transaction: products put, edited and removed. A ProductWrite is applied to a
// CatalogState in memory; the CatalogCommit loads that state, lets all writes of the group be applied in their order, and
// saves it: two exchanges with the server, however many writes there are.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "adapters/postgres/catalog_state.hpp"
#include "adapters/postgres/tenant_numbers.hpp"
#include "adapters/postgres/write_lane.hpp"

namespace khoj::adapters::postgres {

/// The products that a group's writes are about.
struct NamedProducts {
  std::set<std::string> all;
  std::set<std::string> with_doc;  ///< Those whose content is looked at, too.

  /// What the database cannot hold names nothing that is there.
  void add(const std::string& product_id, bool doc);
};

/// What a write does to the state; it leaves its answer, or an error that undoes what it did.
class ProductWrite {
 public:
  virtual ~ProductWrite() = default;
  virtual void name(NamedProducts& named) const = 0;
  virtual base::Status apply(CatalogState& state) = 0;
  virtual void leave_error(base::Error error) = 0;
};

using Outcomes = std::vector<store::WriteOutcome>;
std::unique_ptr<AnsweredWrite<Outcomes>> make_upsert(domain::Tenant tenant,
                                                     std::vector<store::ProductDocument> documents);
std::unique_ptr<AnsweredWrite<store::StoredProduct>> make_edit(domain::Tenant tenant, store::NamedEdit edit);
std::unique_ptr<AnsweredWrite<std::vector<base::Status>>> make_edit_each(domain::Tenant tenant,
                                                                         std::vector<store::NamedEdit> edits);
std::unique_ptr<AnsweredWrite<std::uint64_t>> make_remove(domain::Tenant tenant,
                                                          std::vector<std::string> ids);

class CatalogCommit final : public GroupCommit {
 public:
  base::Status commit(BlockingSession& session, const WriteQueue::Group& writes) override;

 private:
  TenantNumbers tenants_;
};

/// The tenant's row, locked to the end of the transaction: who holds it numbers the changes, so that the order of the
/// numbers is the order of the commits. Gives next_item, last_seq, product_count.
extern const Statement kLockTenant;
extern const Statement kBegin;
extern const Statement kCommit;

}  // namespace khoj::adapters::postgres
