#pragma once

#include <Arduino.h>

struct Eeprom {
    void begin(size_t) {}

    void get(int, uint32_t &value) const {
        value = world.flash;
    }

    void put(int, uint32_t value) {
        pending = value;
    }

    bool commit() {
        world.flash = pending;
        return true;
    }

private:
    uint32_t pending = UINT32_MAX;
};

inline Eeprom EEPROM;
