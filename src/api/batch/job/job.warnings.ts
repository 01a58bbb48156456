// What is hardly meant in jobs. Upstream: pkg/api/job/warnings.go, pkg/registry/batch/job/strategy.go.
import { podNameWarnings, podTemplateWarnings } from '../../core/pod/pod.warnings.ts'
import type { JobSpec } from '../shared.schema.ts'
import type { Job } from './job.schema.ts'

const manyCompletions = 100_000
const muchParallelism = 10_000
const tooMany =
  'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail'

export function jobWarnings({ metadata, spec }: Job, old: Job | undefined): string[] {
  if (old === undefined) return [...podNameWarnings(metadata.name), ...jobSpecWarnings(spec, 'spec')]
  return metadata.generation === old.metadata.generation ? [] : jobSpecWarnings(spec, 'spec')
}

export function jobSpecWarnings(spec: JobSpec, path: string): string[] {
  const { completionMode, completions = 0, parallelism = 0 } = spec
  const many = completionMode === 'Indexed' && completions > manyCompletions && parallelism > muchParallelism
  return [...(many ? [`${path}: ${tooMany}`] : []), ...podTemplateWarnings(spec.template, `${path}.template`)]
}
