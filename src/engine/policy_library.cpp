#include "engine/policy_library.hpp"

#include "base/log.hpp"

namespace khoj::engine {
namespace {

using base::ErrorCode;

constexpr std::string_view kDocumentPrefix = "policy/";
constexpr std::size_t kMaxPolicyBytes = 64'000;
constexpr std::size_t kMaxNameBytes = 64;

std::string document_of(std::string_view name) { return fmt::format("{}{}", kDocumentPrefix, name); }

base::Status check_name(std::string_view name) {
  const bool fits =
      !name.empty() && name.size() <= kMaxNameBytes &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
  if (fits) return {};
  return base::fail(base::Error{
      ErrorCode::invalid_argument,
      fmt::format("must have 1 to {} of the characters a-z, 0-9, _ and -", kMaxNameBytes), "name"});
}

base::Result<CompiledPolicy> compile_saved(const std::string& name, const std::string& yaml,
                                           std::uint64_t version) {
  KHOJ_ASSIGN(const auto policy, pipeline::parse_policy(yaml, "policy"));
  if (policy.name != name) {
    return base::fail(base::Error{
        ErrorCode::invalid_argument,
        fmt::format("the policy calls itself '{}', the request '{}'", policy.name, name), "name"});
  }
  KHOJ_ASSIGN(auto compiled, compile_policy(policy));
  compiled.origin = PolicyOrigin::saved;
  compiled.yaml = yaml;
  compiled.version = version;
  return compiled;
}

}  // namespace

PolicyLibrary::PolicyLibrary(PolicyTable base, std::shared_ptr<store::SettingsStore> store,
                             domain::Tenant tenant)
    : base_(std::move(base)),
      store_(std::move(store)),
      tenant_(std::move(tenant)),
      table_(std::make_shared<const PolicyTable>(base_)) {}

base::Result<std::unique_ptr<PolicyLibrary>> PolicyLibrary::open(const std::filesystem::path& directory,
                                                                 std::shared_ptr<store::SettingsStore> store,
                                                                 domain::Tenant tenant) {
  KHOJ_ASSIGN(auto table, load_policies(directory));
  std::unique_ptr<PolicyLibrary> library(
      new PolicyLibrary(std::move(table), std::move(store), std::move(tenant)));
  KHOJ_TRY(library->load_saved());
  return library;
}

base::Status PolicyLibrary::load_saved() {
  KHOJ_ASSIGN(const auto names, base::sync_wait(store_->names(tenant_, std::string(kDocumentPrefix))));
  for (const auto& document : names) {
    KHOJ_ASSIGN(const auto saved, base::sync_wait(store_->get(tenant_, document)));
    const auto name = document.substr(kDocumentPrefix.size());
    if (saved.body.empty()) {
      apply(name, saved.version, nullptr);
      continue;
    }
    const auto compiled = compile_saved(name, saved.body, saved.version);
    if (compiled) {
      apply(name, saved.version, &*compiled);
    } else {
      base::log::warn("a saved policy cannot be used and is left out",
                      {{"policy", name}, {"error", compiled.error().describe()}});
    }
  }
  return {};
}

std::shared_ptr<const PolicyTable> PolicyLibrary::table() const {
  const std::lock_guard lock(mutex_);
  return table_;
}

void PolicyLibrary::apply(const std::string& name, std::uint64_t version, const CompiledPolicy* policy) {
  const std::lock_guard lock(mutex_);
  auto& newest = versions_[name];
  if (version < newest) return;  // A later one has overtaken this one.
  newest = version;
  auto table = std::make_shared<PolicyTable>(*table_);
  table->erase(name);
  if (policy != nullptr) {
    table->insert_or_assign(name, *policy);
  } else if (const auto hidden = base_.find(name); hidden != base_.end()) {
    table->insert_or_assign(name, hidden->second);
  }
  table_ = std::move(table);
}

base::Task<base::Result<CompiledPolicy>> PolicyLibrary::put(std::string name, std::string yaml) {
  KHOJ_CO_TRY(check_name(name));
  if (yaml.size() > kMaxPolicyBytes) {
    co_return base::fail(ErrorCode::invalid_argument, "a policy has at most {} bytes, this one {}",
                         kMaxPolicyBytes, yaml.size());
  }
  KHOJ_CO_ASSIGN(auto compiled, compile_saved(name, yaml, 0));
  const auto document = document_of(name);
  KHOJ_CO_ASSIGN(const auto stored, co_await store_->put(tenant_, document, yaml));
  compiled.version = stored.version;
  apply(name, stored.version, &compiled);
  co_return compiled;
}

base::Task<base::Status> PolicyLibrary::remove(std::string name) {
  const auto document = document_of(name);
  const auto saved = co_await store_->get(tenant_, document);
  const bool absent = saved ? saved->body.empty() : saved.error().code == ErrorCode::not_found;
  if (absent) co_return base::fail(ErrorCode::not_found, "no policy '{}' has been saved", name);
  if (!saved) co_return base::fail(saved.error());
  const std::string removed;
  KHOJ_CO_ASSIGN(const auto stored, co_await store_->put(tenant_, document, removed));
  apply(name, stored.version, nullptr);
  co_return base::Status{};
}

}  // namespace khoj::engine
