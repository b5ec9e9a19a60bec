"""What must not be public: hidden, masked or erased."""
