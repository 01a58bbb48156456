// Checks the types of new and changed validating admission policies, and writes what it found into their status.
// Upstream: pkg/controller/validatingadmissionpolicystatus/controller.go.
import { ValidatingAdmissionPolicy } from '../../api/admissionregistration/validating-admission-policy/validating-admission-policy.kind.ts'
import type { Kind } from '../../machinery/kind.ts'
import { type Controller, done } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { checkTypes } from './type-checking.plan.ts'

/** `kinds` are all that are served. */
export function validatingAdmissionPolicyStatus(kinds: readonly Kind[]): Controller {
  return defineController({
    name: 'validatingadmissionpolicy-status',
    for: ValidatingAdmissionPolicy,
    workers: 5,
    async reconcile({ key, cache, client, signal }) {
      const policy = cache.get(ValidatingAdmissionPolicy, key)
      if (policy === undefined) return done
      const { generation = 0 } = policy.metadata
      if (generation <= (policy.status?.observedGeneration ?? 0)) return done
      const expressionWarnings = checkTypes(policy, kinds)
      const status = {
        ...policy.status,
        observedGeneration: generation,
        typeChecking: expressionWarnings.length === 0 ? {} : { expressionWarnings },
      }
      await client.updateStatus(ValidatingAdmissionPolicy, { ...policy, status }, { signal })
      return done
    },
  })
}
