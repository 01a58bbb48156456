// What the flags --feature-gates and --runtime-config make of the API: gates and the kinds that are served.
import { FeatureGateError, type FeatureGates, parseFeatureGates } from '../../api/enablement/feature-gates.ts'
import { RuntimeConfigError, selectKinds } from '../../api/enablement/runtime-config.ts'
import type { Kind } from '../../machinery/kind.ts'
import { UserError } from '../user-error.ts'

export interface EnablementFlags {
  /** `Gate=true,Other=false`; empty: as upstream has them. */
  readonly featureGates: string
  /** `api/beta=true,batch/v1/jobs=false`; empty: stable versions. */
  readonly runtimeConfig: string
}

export interface Enablement {
  readonly gates: FeatureGates
  readonly kinds: readonly Kind[]
}

/** Throws a UserError for flags that upstream would refuse. */
export function servedKinds(flags: EnablementFlags): Enablement {
  try {
    const gates = parseFeatureGates(flags.featureGates)
    return { gates, kinds: selectKinds(flags.runtimeConfig, gates) }
  } catch (error) {
    if (error instanceof FeatureGateError) {
      throw new UserError(`--feature-gates: ${error.message}`, { cause: error })
    }
    if (error instanceof RuntimeConfigError) {
      throw new UserError(`--runtime-config: ${error.message}`, { cause: error })
    }
    throw error
  }
}
