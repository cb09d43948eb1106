import type { HeldLease } from '../../postgres/leases.ts';

/** A transaction was rolled back, because another hub holds a lease that it requires. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  readonly leases: readonly HeldLease[];

  constructor(leases: readonly HeldLease[]) {
    super('another hub owns a partition whose exchanges this hub counted');
    this.leases = leases;
  }
}
