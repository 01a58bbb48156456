// What the clients of the model do, by the name that the plan has for it.
import { readList, readPages } from './client-lists.ts'
import { followWatch } from './client-watches.ts'
import * as writes from './client-writes.ts'
import type { ClientAction } from './plan.ts'
import type { Turn } from './turn.ts'

const actions: Readonly<Record<ClientAction, (turn: Turn) => Promise<void>>> = {
  create: writes.create,
  update: writes.update,
  merge: writes.mergePatch,
  strategic: writes.strategicPatch,
  json: writes.jsonPatch,
  apply: writes.apply,
  status: writes.patchStatus,
  bind: writes.bind,
  finalize: writes.finalize,
  same: writes.patchNothing,
  delete: writes.remove,
  deletecollection: writes.removeCollection,
  get: writes.get,
  list: readList,
  pages: readPages,
  watch: followWatch,
}

export const act = (action: ClientAction, turn: Turn) => actions[action](turn)
