// What the flags --feature-gates and --runtime-config make of the API: gates and the kinds that are served.
import { FeatureGateError, type FeatureGates, parseFeatureGates } from '../../api/enablement/feature-gates.ts'
import { kinds } from '../../api/kinds.ts'
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
export async function servedKinds(flags: EnablementFlags): Promise<Enablement> {
  const gates = gatesOf(flags.featureGates)
  return { gates, kinds: await kindsOf(flags.runtimeConfig, gates) }
}

function gatesOf(text: string): FeatureGates {
  try {
    return parseFeatureGates(text)
  } catch (error) {
    if (!(error instanceof FeatureGateError)) throw error
    throw new UserError(`--feature-gates: ${error.message}`, { cause: error })
  }
}

/** Versions that are off by default are loaded only where the flag is there. */
async function kindsOf(text: string, gates: FeatureGates): Promise<readonly Kind[]> {
  if (text.trim() === '') return kinds
  const { RuntimeConfigError, selectKinds } = await import('../../api/enablement/runtime-config.ts')
  try {
    return selectKinds(text, gates)
  } catch (error) {
    if (!(error instanceof RuntimeConfigError)) throw error
    throw new UserError(`--runtime-config: ${error.message}`, { cause: error })
  }
}
