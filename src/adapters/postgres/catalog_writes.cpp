#include "adapters/postgres/catalog_writes.hpp"

#include <utility>

#include "adapters/postgres/text_rules.hpp"
#include "base/clock.hpp"

namespace khoj::adapters::postgres {

using base::ErrorCode;
using base::Result;
using base::Status;
using domain::Tenant;
using store::StoredProduct;

const Statement kBegin{"BEGIN"};
const Statement kCommit{"COMMIT"};
const Statement kLockTenant{
    "SELECT next_item, last_seq, product_count FROM tenants WHERE tenant = $1 FOR NO KEY UPDATE"};

namespace {

constexpr Statement kLoad{
    "SELECT product_id, item, seq, created_ms, updated_ms, doc IS NULL, "
    "CASE WHEN product_id = ANY ($3) THEN doc END FROM products WHERE tenant = $1 AND product_id = ANY ($2)"};
constexpr Statement kSave{
    "INSERT INTO products (tenant, product_id, item, seq, created_ms, updated_ms, doc) "
    "SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], "
    "$7::text[]) "
    "ON CONFLICT (tenant, product_id) DO UPDATE SET seq = excluded.seq, created_ms = excluded.created_ms, "
    "updated_ms = excluded.updated_ms, doc = excluded.doc"};
constexpr Statement kSaveTenant{
    "UPDATE tenants SET next_item = $2, last_seq = $3, product_count = $4 WHERE tenant = $1"};

base::Error no_product(std::string_view product_id) {
  return base::make_error(ErrorCode::not_found, "there is no product '{}'", product_id);
}

Result<StoredProduct> stored(const std::string& product_id, const ProductRow& row) {
  KHOJ_ASSIGN(auto product, store::read_document(product_id, row.doc, row.created_ms, row.updated_ms));
  return StoredProduct{domain::ItemId(static_cast<std::uint32_t>(row.item)),
                       domain::ChangeSeq(static_cast<std::uint64_t>(row.seq)), std::move(product)};
}

/// Errors: what the edit returns, and those of a product that is not valid.
Status apply_edit(CatalogState& state, const store::NamedEdit& named) {
  const auto* row = state.find(named.product_id);
  if (row == nullptr) return base::fail(no_product(named.product_id));
  KHOJ_ASSIGN(const auto before, stored(named.product_id, *row));
  auto after = named.edit(before.product);
  if (!after) return base::fail(std::move(after).error());
  if (after->id != named.product_id) {
    return base::fail(
        base::Error{ErrorCode::invalid_argument, "an edit cannot change the product's id", "id"});
  }
  KHOJ_ASSIGN(const auto document, store::make_document(*std::move(after)));
  KHOJ_TRY(state.put(document));
  return {};
}

/// A ProductWrite that answers with a T.
template <typename T>
class AnsweredProductWrite : public AnsweredWrite<T>, public ProductWrite {
 public:
  explicit AnsweredProductWrite(Tenant tenant) : AnsweredWrite<T>(std::move(tenant), true) {}
  Status run(BlockingSession& /*session*/) override {
    return base::fail(ErrorCode::internal, "a write of products runs in a group");
  }
  void leave_error(base::Error error) override { this->leave(base::fail(std::move(error))); }
};

class Upsert final : public AnsweredProductWrite<Outcomes> {
 public:
  Upsert(Tenant tenant, std::vector<store::ProductDocument> documents)
      : AnsweredProductWrite(std::move(tenant)), documents_(std::move(documents)) {}

  void name(NamedProducts& named) const override {
    for (const auto& document : documents_) named.add(document.product_id, false);
  }

  Status apply(CatalogState& state) override {
    Outcomes outcomes;
    outcomes.reserve(documents_.size());
    for (const auto& document : documents_) {
      KHOJ_ASSIGN(const auto outcome, state.put(document));
      outcomes.push_back(outcome);
    }
    leave(std::move(outcomes));
    return {};
  }

 private:
  std::vector<store::ProductDocument> documents_;
};

class Edit final : public AnsweredProductWrite<StoredProduct> {
 public:
  Edit(Tenant tenant, store::NamedEdit edit)
      : AnsweredProductWrite(std::move(tenant)), edit_(std::move(edit)) {}

  void name(NamedProducts& named) const override { named.add(edit_.product_id, true); }

  Status apply(CatalogState& state) override {
    KHOJ_TRY(apply_edit(state, edit_));
    KHOJ_ASSIGN(auto written, stored(edit_.product_id, *state.find(edit_.product_id)));
    leave(std::move(written));
    return {};
  }

 private:
  store::NamedEdit edit_;
};

class EditEach final : public AnsweredProductWrite<std::vector<Status>> {
 public:
  EditEach(Tenant tenant, std::vector<store::NamedEdit> edits)
      : AnsweredProductWrite(std::move(tenant)), edits_(std::move(edits)) {}

  void name(NamedProducts& named) const override {
    for (const auto& edit : edits_) named.add(edit.product_id, true);
  }

  Status apply(CatalogState& state) override {
    std::vector<Status> outcomes;
    outcomes.reserve(edits_.size());
    for (const auto& edit : edits_) outcomes.push_back(apply_edit(state, edit));
    leave(std::move(outcomes));
    return {};
  }

 private:
  std::vector<store::NamedEdit> edits_;
};

class Remove final : public AnsweredProductWrite<std::uint64_t> {
 public:
  Remove(Tenant tenant, std::vector<std::string> ids)
      : AnsweredProductWrite(std::move(tenant)), ids_(std::move(ids)) {}

  void name(NamedProducts& named) const override {
    for (const auto& id : ids_) named.add(id, false);
  }

  Status apply(CatalogState& state) override {
    std::uint64_t removed = 0;
    for (const auto& id : ids_) removed += state.remove(id) ? 1 : 0;
    leave(removed);
    return {};
  }

 private:
  std::vector<std::string> ids_;
};

Array texts(const std::set<std::string>& values) {
  Array array(Type::text);
  for (const auto& value : values) array.add(std::string_view(value));
  return array;
}

void load(CatalogState& state, const Rows& rows) {
  for (int i = 0; i < rows.count(); ++i) {
    state.load(std::string(rows.text(i, 0)),
               ProductRow{rows.integer(i, 1), rows.integer(i, 2), rows.integer(i, 3), rows.integer(i, 4),
                          rows.integer(i, 5) != 0, std::string(rows.text(i, 6))});
  }
}

Flight save(const CatalogState& state, std::int64_t tenant) {
  Array ids(Type::text);
  Array items(Type::integer);
  Array seqs(Type::integer);
  Array created(Type::integer);
  Array updated(Type::integer);
  Array docs(Type::text);
  for (const auto& [id, row] : state.changed()) {
    ids.add(id);
    items.add(row->item);
    seqs.add(row->seq);
    created.add(row->created_ms);
    updated.add(row->updated_ms);
    row->deleted ? docs.add_null() : docs.add(std::string_view(row->doc));
  }
  const auto& counters = state.counters();
  Flight flight;
  if (!ids.empty()) {
    flight.emplace_back(
        kSave, Params().add(tenant).add(ids).add(items).add(seqs).add(created).add(updated).add(docs));
    flight.emplace_back(
        kSaveTenant,
        Params().add(tenant).add(counters.next_item).add(counters.last_seq).add(counters.product_count));
  }
  flight.emplace_back(kCommit);
  return flight;
}

}  // namespace

void NamedProducts::add(const std::string& product_id, bool doc) {
  if (!can_be_stored(product_id)) return;
  all.insert(product_id);
  if (doc) with_doc.insert(product_id);
}

std::unique_ptr<AnsweredWrite<Outcomes>> make_upsert(Tenant tenant,
                                                     std::vector<store::ProductDocument> documents) {
  return std::make_unique<Upsert>(std::move(tenant), std::move(documents));
}

std::unique_ptr<AnsweredWrite<StoredProduct>> make_edit(Tenant tenant, store::NamedEdit edit) {
  return std::make_unique<Edit>(std::move(tenant), std::move(edit));
}

std::unique_ptr<AnsweredWrite<std::vector<Status>>> make_edit_each(Tenant tenant,
                                                                   std::vector<store::NamedEdit> edits) {
  return std::make_unique<EditEach>(std::move(tenant), std::move(edits));
}

std::unique_ptr<AnsweredWrite<std::uint64_t>> make_remove(Tenant tenant, std::vector<std::string> ids) {
  return std::make_unique<Remove>(std::move(tenant), std::move(ids));
}

Status CatalogCommit::commit(BlockingSession& session, const WriteQueue::Group& writes) {
  KHOJ_ASSIGN(const auto tenant, tenants_.find_or_add(session, writes.front()->tenant()));
  NamedProducts named;
  std::vector<ProductWrite*> products;
  for (const auto& write : writes) {
    // What joins on this lane is a write of products.
    products.push_back(dynamic_cast<ProductWrite*>(write.get()));
    products.back()->name(named);
  }
  const auto known = Params().add(tenant).add(texts(named.all)).add(texts(named.with_doc));
  KHOJ_ASSIGN(const auto rows, session.run({kBegin, {kLockTenant, Params().add(tenant)}, {kLoad, known}}));
  if (rows[1].empty()) return base::fail(ErrorCode::internal, "the tenant's row is gone");
  CatalogState state({rows[1].integer(0, 0), rows[1].integer(0, 1), rows[1].integer(0, 2)}, base::now_ms());
  load(state, rows[2]);
  for (auto* write : products) {
    if (auto applied = guarded([&] { return write->apply(state); }); !applied) {
      state.undo();
      write->leave_error(std::move(applied).error());
    }
    state.keep();
  }
  KHOJ_TRY(session.run(save(state, tenant)));
  return {};
}

}  // namespace khoj::adapters::postgres
