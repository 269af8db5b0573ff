"""What people follow, what is new in it, and how they are told: on the page, and by mail at their pace."""
