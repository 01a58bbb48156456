// Answers of the server that mean that there is nothing to do.
import { StatusError } from '../../machinery/status-error.ts'

/** Nothing can be created any more where everything is being deleted. */
export function isNamespaceTerminating(error: unknown): boolean {
  if (!(error instanceof StatusError)) return false
  return error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false
}
