import { createContext, useContext } from 'react';

/** The shop's currency, ISO 4217. */
export const CurrencyContext = createContext('UAH');

/** The shop's currency, ISO 4217. */
export function useCurrency(): string {
  return useContext(CurrencyContext);
}
