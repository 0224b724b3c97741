// The job verify_artefacts: reads every kept version of every artefact and compares it with its manifest, so that damage
// is known before a restart or a rollback meets it.
#pragma once

#include "io/artefact_store.hpp"
#include "jobs/schedule/job.hpp"

namespace khoj::jobs {

/// Looks at all versions. @return how many artefacts, versions and bytes were in order.
/// Errors: corruption (how many versions are damaged, and the first one's file), cancelled, unavailable.
base::Result<JobOutcome> verify_artefacts(const io::ArtefactStore& artefacts, JobContext& context);

/// Its row: daily at 04:10.
[[nodiscard]] Job verify_artefacts_job(io::ArtefactStore artefacts);

}  // namespace khoj::jobs
