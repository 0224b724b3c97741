// What handlers ask for on behalf of whoever runs the server: jobs, and the artefacts that they make. The seam beside
// api::Administration. JobOperations (job_operations.hpp) is the real one. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "base/task.hpp"
#include "io/artefact_store.hpp"
#include "jobs/schedule/scheduler.hpp"

namespace khoj::api {

class Operations {
 public:
  virtual ~Operations() = default;

  /// As jobs::Scheduler's methods status, run_now and cancel.
  [[nodiscard]] virtual std::vector<jobs::JobStatus> jobs() const = 0;
  virtual base::Status run_job(std::string_view name) = 0;
  virtual base::Status cancel_job(std::string_view name) = 0;

  /// As io::ArtefactStore's methods of these names.
  virtual base::Task<base::Result<std::vector<io::ArtefactState>>> list_artefacts() = 0;
  virtual base::Task<base::Result<std::uint64_t>> rollback_artefact(std::string name) = 0;
};

}  // namespace khoj::api
