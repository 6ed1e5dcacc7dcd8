import { Autocomplete, type AutocompleteProps } from '@mantine/core';

/** A text field that suggests what is usual. Esc closes the suggestions and nothing around them. */
export function Suggest(props: AutocompleteProps) {
  return (
    <Autocomplete
      {...props}
      openOnFocus={false}
      comboboxProps={{ withinPortal: false }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && event.currentTarget.getAttribute('aria-expanded') === 'true')
          event.preventDefault();
      }}
    />
  );
}
