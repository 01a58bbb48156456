// What every handler of the API server works with. Built once by server.ts.
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Rng } from '../../base/rng.ts'
import type { Store } from '../../store/store.ts'
import type { AdmissionChain } from '../admission/admission-chain.ts'
import type { StoreFeed } from '../cache/store-feed.ts'
import type { JoinedItems } from './joined-items.ts'
import type { PageSnapshots } from './page-snapshots.ts'
import type { Resources } from './resources.ts'

export interface Core {
  readonly store: Store
  readonly feed: StoreFeed
  readonly resources: Resources
  readonly admission: AdmissionChain
  readonly snapshots: PageSnapshots
  readonly joined: JoinedItems
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
}
