// The Operations that are a jobs::Scheduler and an io::ArtefactStore. Files are read by a thread of its own: an event loop
// does not wait for a disk.
#pragma once

#include "api/operations.hpp"
#include "base/worker.hpp"

namespace khoj::api {

class JobOperations final : public Operations {
 public:
  /// `scheduler` must outlive this.
  JobOperations(jobs::Scheduler& scheduler, io::ArtefactStore artefacts)
      : scheduler_(scheduler), artefacts_(std::move(artefacts)) {}

  [[nodiscard]] std::vector<jobs::JobStatus> jobs() const override { return scheduler_.status(); }
  base::Status run_job(std::string_view name) override { return scheduler_.run_now(name); }
  base::Status cancel_job(std::string_view name) override { return scheduler_.cancel(name); }

  base::Task<base::Result<std::vector<io::ArtefactState>>> list_artefacts() override {
    return worker_.run([this] { return artefacts_.list(); });
  }
  base::Task<base::Result<std::uint64_t>> rollback_artefact(std::string name) override {
    return worker_.run([this, name = std::move(name)] { return artefacts_.rollback(name); });
  }

 private:
  jobs::Scheduler& scheduler_;
  io::ArtefactStore artefacts_;
  base::Worker worker_;
};

}  // namespace khoj::api
