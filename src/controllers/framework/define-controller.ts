// Makes a Controller out of what its author wrote: one that looks after objects, or one that does a round every so often.
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { Index } from './cache.ts'
import type { Controller, ControllerEnv, ControllerSpec, ReconcileContext, Watch } from './controller.ts'
import { type LoopSpec, ReconcileLoop } from './reconcile-loop.ts'

/** A controller that reconciles the objects of one kind, one key at a time. */
export function defineController<T extends KubeObject, S = undefined>(
  spec: ControllerSpec<T, S>,
): Controller {
  return controller(spec, (env) => {
    const state = spec.state?.(env) as S
    return {
      name: spec.name,
      for: spec.for as Kind,
      ...(spec.matters !== undefined && {
        matters: spec.matters as unknown as NonNullable<LoopSpec['matters']>,
      }),
      owns: spec.owns ?? [],
      watches: spec.watches ?? [],
      reads: spec.reads ?? [],
      indexes: spec.indexes ?? [],
      start: [],
      workers: spec.workers,
      beside: (cache, wake) => spec.beside?.({ env, state, cache, wake }),
      reconcile: (context) => spec.reconcile({ ...context, state }),
    }
  })
}

export interface PeriodicSpec<S> {
  readonly name: string
  readonly eventComponent?: string
  readonly everyMs: number
  readonly reads: readonly Kind[]
  /** Changes for which a round does not wait; the keys that `map` gives only say whether there is a reason. */
  readonly watches?: readonly Watch[]
  readonly indexes?: readonly Index[]
  state?(env: ControllerEnv): S
  /** One round; the next starts `everyMs` after it ends. */
  round(context: Omit<ReconcileContext, 'key'> & { readonly state: S }): Promise<void>
}

const onlyKey = 'round'

/** A controller that looks at everything every so often. */
export function definePeriodic<S = undefined>(spec: PeriodicSpec<S>): Controller {
  return controller(spec, (env) => {
    const state = spec.state?.(env) as S
    return {
      name: spec.name,
      owns: [],
      watches: (spec.watches ?? []).map((watch) => ({
        ...watch,
        map: (obj, context) => (watch.map(obj, context).length > 0 ? [onlyKey] : []),
      })),
      reads: spec.reads,
      indexes: spec.indexes ?? [],
      start: [onlyKey],
      workers: 1,
      reconcile: async (context) => {
        await spec.round({ ...context, state })
        return { requeueAfterMs: spec.everyMs }
      },
    }
  })
}

function controller(
  spec: { readonly name: string; readonly eventComponent?: string },
  loopSpec: (env: ControllerEnv) => LoopSpec,
): Controller {
  const { name, eventComponent = `${spec.name}-controller` } = spec
  return {
    name,
    eventComponent,
    create(env) {
      const loop = new ReconcileLoop(loopSpec(env), env)
      return { run: (signal) => loop.run(signal) }
    },
  }
}
