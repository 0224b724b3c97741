#include "engine/policy_library.hpp"

namespace khoj::engine {
namespace {

base::Result<CompiledPolicy> read_saved(const std::string& name, const std::string& yaml,
                                        std::uint64_t version) {
  KHOJ_ASSIGN(const auto policy, pipeline::parse_policy(yaml, "policy"));
  if (policy.name != name) {
    return base::fail(base::Error{
        base::ErrorCode::invalid_argument,
        fmt::format("the policy calls itself '{}', the request '{}'", policy.name, name), "name"});
  }
  KHOJ_ASSIGN(auto compiled, compile_policy(policy));
  compiled.origin = PolicyOrigin::saved;
  compiled.yaml = yaml;
  compiled.version = version;
  return compiled;
}

}  // namespace

base::Result<std::unique_ptr<PolicyLibrary>> PolicyLibrary::open(const std::filesystem::path& directory,
                                                                 std::shared_ptr<store::SettingsStore> store,
                                                                 domain::Tenant tenant) {
  auto library = std::make_unique<PolicyLibrary>();
  KHOJ_ASSIGN(library->base_, load_policies(directory));
  KHOJ_ASSIGN(library->saved_, SavedDocuments<CompiledPolicy>::open(std::move(store), std::move(tenant),
                                                                    "policy", read_saved));
  return library;
}

std::shared_ptr<const PolicyTable> PolicyLibrary::table() const {
  auto table = std::make_shared<PolicyTable>(*saved_->table());
  table->insert(base_.begin(), base_.end());  // Does not replace a saved one.
  return table;
}

}  // namespace khoj::engine
