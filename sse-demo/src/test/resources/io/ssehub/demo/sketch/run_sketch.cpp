// Runs a sketch through 74 s of a board's life: WiFi takes 3 s to connect, and refuses one datagram; it is gone from 20 s to 50 s; at 65 s the sensors'
// values change. millis() wraps on the way. Takes the hub's port and, if it is not erased, what is in the flash, which it prints in the end.
#include <Arduino.h>
#include <stdlib.h>

static const uint32_t START = UINT32_MAX - 10000;

World world = {START, 0, 512, 40.25f, true, false, 0, 1, UINT32_MAX};

void delay(uint32_t millis) {
    world.clock += millis;
    const uint32_t now = world.clock - START;
    world.accessPoint = now < 20000 || now >= 50000;
    if (!world.accessPoint) {
        world.connecting = false;
    }
    if (now >= 65000) {
        world.analog = 600;
        world.temperature = 42.5f;
    }
}

#include SKETCH

int main(int count, char **arguments) {
    world.hubPort = static_cast<uint16_t>(atoi(arguments[1]));
    if (count > 2) {
        world.flash = static_cast<uint32_t>(strtoul(arguments[2], nullptr, 10));
    }
    setup();
    while (world.clock - START < 74000) {
        loop();
    }
    Serial.printf("flash %lu\n", static_cast<unsigned long>(world.flash));
    return 0;
}
