"""Pure builders: frames, values and declarations in; figures and components out."""
